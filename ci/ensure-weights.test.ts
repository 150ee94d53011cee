import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

test('where pip is not at hand the reason is said, and nothing is left behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-no-weights-'));
  const module = new URL('./ensure-weights.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(module)}).then(async ({ ensureWeights }) => console.log(JSON.stringify(await ensureWeights(() => {}))))`;
  const { stdout } = await execa(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', code], {
    cwd: folder,
    env: { PATH: folder, TMPDIR: folder },
    extendEnv: false,
  });
  expect(JSON.parse(stdout)).toBe('tests on real models skipped: python3 is not installed');
  expect((await readdir(folder)).filter((name) => !name.startsWith('tsx'))).toEqual([]);
  await rm(folder, { recursive: true });
});
