import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeFolder } from './make-folder.ts';
import { scratchFolder } from './scratch-folder.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'heatsoak-folders-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a folder is made with those above it, by two at once too', async () => {
  const path = join(root, 'a', 'b', 'c');
  await Promise.all([makeFolder(path), makeFolder(path)]);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test.skipIf(!existsSync('/proc/self'))('a place that takes no folder ends at once', async () => {
  await expect(makeFolder('/proc/x/runs')).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE', kind: 'host' });
});

test('a file in the way is an error', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(makeFolder(join(root, 'file'))).rejects.toThrow('a file stands there');
  await expect(makeFolder(join(root, 'file', 'x'))).rejects.toMatchObject({ code: 'FOLDER_UNWRITABLE' });
});

test('a temporary folder that cannot be made is an error of the host', async () => {
  vi.stubEnv('TMPDIR', join(root, 'nowhere'));
  try {
    await expect(scratchFolder('test')).rejects.toMatchObject({ code: 'TEMPORARY_FOLDER', kind: 'host' });
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a process that ends at once leaves no temporary folder', async () => {
  const module = new URL('./scratch-folder.ts', import.meta.url).href;
  const script = `const { scratchFolder } = await import(${JSON.stringify(module)}); console.log((await scratchFolder('test')).path); process.exit(130);`;
  const { stdout } = await execa(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script],
    { reject: false, env: { TMPDIR: root } },
  );
  expect(stdout).toContain('heatsoak-test-');
  expect(existsSync(stdout)).toBe(false);
});
