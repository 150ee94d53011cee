import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256OfFile } from './digest.ts';
import { rememberedDigests } from './remembered-digest.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-digests-'));
  path = join(folder, 'model.gguf');
  await writeFile(path, 'one model');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A minute later: no file here is too young to be remembered. */
const later = (): number => Date.now() + 60_000;
const digestOf = (now = later) => rememberedDigests(join(folder, 'cache'), now)(path);
const notes = (): Promise<string[]> => readdir(join(folder, 'cache', 'digests')).catch(() => []);

test('a file that stayed the same is not read again', async () => {
  const first = await digestOf();
  const [note = ''] = await notes();
  // Of the file itself nobody could tell: the note is made to say something else.
  const noted = join(folder, 'cache', 'digests', note);
  const { state } = JSON.parse(await readFile(noted, 'utf8')) as { state: unknown };
  await writeFile(noted, JSON.stringify({ state, sha256: 'remembered' }));
  expect(first).toEqual(await sha256OfFile(path));
  expect(await digestOf()).toEqual({ sha256: 'remembered', sizeBytes: 9 });
});

test('a file of the same size and time with another content is read again', async () => {
  await digestOf();
  const { atime, mtime } = await stat(path);
  await writeFile(path, 'two model');
  await utimes(path, atime, mtime);
  expect(await digestOf()).toEqual(await sha256OfFile(path));
});

test('a file that was just written is not remembered: it may change within the same tick', async () => {
  const { mtimeMs } = await stat(path);
  await digestOf(() => mtimeMs + 1000);
  expect(await notes()).toEqual([]);
});

test('a note that is damaged counts as none', async () => {
  await digestOf();
  const [note = ''] = await notes();
  await writeFile(join(folder, 'cache', 'digests', note), '{');
  expect(await digestOf()).toEqual(await sha256OfFile(path));
});

test('a cache that cannot be written costs no run', async () => {
  await writeFile(join(folder, 'cache'), 'a file, and no folder');
  expect(await digestOf()).toEqual(await sha256OfFile(path));
});

test('a file that is not there is told by the error of reading it', async () => {
  await rm(path);
  await expect(digestOf()).rejects.toThrow('ENOENT');
});
