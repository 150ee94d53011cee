import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mostBytes, readUserFile, readUserText } from './read-user-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-read-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file of this length that takes no room. */
async function sparse(bytes: number): Promise<string> {
  const path = join(folder, 'sparse');
  const file = await open(path, 'w');
  await file.truncate(bytes);
  await file.close();
  return path;
}

test('a file comes back as it is, an empty one too', async () => {
  const path = join(folder, 'a');
  for (const text of ['', 'ü', 'x'.repeat(300_000)]) {
    await writeFile(path, text);
    expect(await readUserText(path)).toBe(text);
  }
});

test('a file may have as many bytes as the limit, and no more', async () => {
  expect((await readUserFile(await sparse(1000), 1000)).length).toBe(1000);
  await expect(readUserFile(await sparse(1001), 1000)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
  await expect(readUserText(await sparse(600 << 20), mostBytes.log)).rejects.toMatchObject({
    code: 'FILE_TOO_LARGE',
    kind: 'usage',
  });
});

test('a missing file is still reported by Node', async () => {
  await expect(readUserText(join(folder, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test.skipIf(process.platform === 'win32').each([
  ['a folder', async () => mkdir(join(folder, 'x'))],
  ['a pipe', async () => execa('mkfifo', [join(folder, 'x')])],
  ['a device', async () => execa('ln', ['-s', '/dev/zero', join(folder, 'x')])],
])('%s is refused at once', async (what, make) => {
  await make();
  await expect(readUserText(join(folder, 'x'))).rejects.toMatchObject({
    code: 'FILE_NOT_REGULAR',
    message: expect.stringContaining(`is ${what}, not a file`),
  });
});

test.runIf(process.platform === 'linux')(
  'a file that says it is empty and is not is read to its end',
  async () => {
    expect(await readUserText('/proc/self/status')).toContain('VmRSS');
  },
);
