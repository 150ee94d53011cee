import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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

test.each([
  ['in a folder that does not exist', 'none/page.html', 'its folder does not exist'],
  ['below a file', 'file/page.html', 'a part of its path is a file'],
  ['where a folder stands', 'folder', 'a folder stands there'],
])('a place %s is told by its name, and nothing is left', async (_, name, why) => {
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
