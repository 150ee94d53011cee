import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageRoot } from './package-home.ts';
import { writeWhole } from './write-whole.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-write-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a file is replaced as a whole, and nothing else is left', async () => {
  await writeFile(join(folder, 'a'), 'old');
  await writeWhole(join(folder, 'a'), 'new');
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['a']);
});

test('many who write one file at once all succeed, and what stands is the whole of one of them', async () => {
  const path = join(folder, 'x.json');
  await Promise.all(Array.from({ length: 8 }, (_, i) => writeWhole(path, String(i).repeat(1e6))));
  const text = await readFile(path, 'utf8');
  expect([text.length, new Set(text).size]).toEqual([1e6, 1]);
  expect(await readdir(folder)).toEqual(['x.json']);
});

test('a link is replaced; what it leads to stays as it is', async () => {
  await writeFile(join(folder, 'mine'), 'mine');
  await symlink(join(folder, 'mine'), join(folder, 'report.html'));
  await writeWhole(join(folder, 'report.html'), 'new');
  expect(await readFile(join(folder, 'mine'), 'utf8')).toBe('mine');
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe('new');
});

test.skipIf(process.platform === 'win32')(
  'a disk that takes a part only is an error: the old file stays, whole',
  async () => {
    const path = join(folder, 'result.json');
    await writeFile(path, 'old');
    // The limit lets the system write 100 of 977 KiB and say so, as a disk does that is nearly full.
    const program = `process.on('SIGXFSZ', () => {}); const { writeWhole } = await import(${JSON.stringify(import.meta.resolve('./write-whole.ts'))});
      await writeWhole(${JSON.stringify(path)}, 'x'.repeat(1e6)).catch((error) => console.log(error.code));`;
    const { stdout } = await execa(
      'bash',
      ['-c', 'ulimit -f 100; exec "$0" --import tsx --input-type=module -e "$1"', process.execPath, program],
      { cwd: packageRoot },
    );
    expect(stdout).toBe('FILE_UNWRITABLE');
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['result.json']);
  },
);

test.each([
  ['in a folder that does not exist', 'none/page.html', 'its folder does not exist'],
  ['below a file', 'file/page.html', 'a part of its path is a file'],
  ['where a folder stands', 'folder', 'a folder stands there'],
])('a place %s is reported by its name, and nothing is left', async (_, name, why) => {
  await writeFile(join(folder, 'file'), '');
  await mkdir(join(folder, 'folder'));
  const path = join(folder, name);
  await expect(writeWhole(path, 'x')).rejects.toMatchObject({
    code: 'PLACE_INVALID',
    kind: 'usage',
    message: `cannot write ${path}: ${why}`,
  });
  expect((await readdir(folder)).sort()).toEqual(['file', 'folder']);
});
