import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { REQUIREMENTS } from './find-python.ts';

test('where Python is not at hand the reason is said, and nothing is left behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'heatsoak-no-python-'));
  await cp(REQUIREMENTS, join(folder, REQUIREMENTS));
  const module = new URL('./ensure-python.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(module)}).then(({ ensurePython }) => console.log(JSON.stringify(ensurePython(() => {}))))`;
  const { stdout } = await execa(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', code], {
    cwd: folder,
    env: { PATH: folder },
    extendEnv: false,
  });
  expect(JSON.parse(stdout)).toEqual({ skipped: 'Python checks skipped: python3 is not installed' });
  expect(await readdir(folder)).toEqual(['ci']);
  await rm(folder, { recursive: true });
});
