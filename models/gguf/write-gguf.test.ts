import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGguf } from './read-gguf.ts';
import { type TensorSource, writeGguf } from './write-gguf.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tensor = (chunks: TensorSource['chunks'], dims = [32]): TensorSource[] => [
  { name: 'a.weight', dims, type: 'F32', chunks },
];
const bytes = new Uint8Array(128);

test.each<[string, TensorSource[], string]>([
  ['too few bytes', tensor(() => [bytes.subarray(1)]), 'TENSOR_SIZE'],
  ['too many bytes', tensor(() => [bytes, bytes]), 'TENSOR_SIZE'],
  [
    'a row that is no whole block',
    [{ name: 'a', dims: [31], type: 'Q8_0', chunks: () => [] }],
    'TENSOR_SHAPE',
  ],
  ['more bytes than the disk has', tensor(() => [], [2 ** 30, 2 ** 20]), 'DISK_FULL'],
])('%s are refused, and nothing is left behind', async (_, tensors, code) => {
  await expect(writeGguf(join(folder, 'never.gguf'), new Map(), tensors)).rejects.toMatchObject({ code });
  expect(await readdir(folder)).toEqual([]);
});

test('a producer that fails leaves nothing, and the older file as it was', async () => {
  const path = join(folder, 'older.gguf');
  await writeFile(path, 'GGUF, older');
  const failing = tensor(function* () {
    yield bytes.subarray(64);
    throw new Error('the source ended');
  });
  await expect(writeGguf(path, new Map(), failing)).rejects.toThrow('the source ended');
  expect(await readdir(folder)).toEqual(['older.gguf']);
  await rm(path);
});

test('a producer may stream asynchronously, in pieces of any size', async () => {
  const path = join(folder, 'pieces.gguf');
  const pieces = tensor(async function* () {
    for (const length of [1, 100, 27]) yield bytes.subarray(0, length);
  });
  await writeGguf(path, new Map(), pieces);
  expect((await readGguf(path)).tensors).toMatchObject([{ name: 'a.weight', bytes: 128, offset: 0 }]);
  await rm(path);
});

test.each(['absent/model.gguf', 'taken'])(
  '%s cannot be written, and is reported before any work',
  async (name) => {
    await mkdir(join(folder, 'taken'), { recursive: true });
    const idle = tensor(() => {
      throw new Error('asked for bytes');
    });
    await expect(writeGguf(join(folder, name), new Map(), idle)).rejects.toMatchObject({
      code: 'MODEL_UNWRITABLE',
    });
  },
);

test('a signal ends the work between two pieces, and leaves nothing', async () => {
  const controller = new AbortController();
  const endless = tensor(function* () {
    for (let i = 0; ; i++) {
      if (i === 5) controller.abort(new Error('interrupted'));
      yield bytes.subarray(0, 1);
    }
  });
  const before = await readdir(folder);
  const { signal } = controller;
  await expect(writeGguf(join(folder, 'never.gguf'), new Map(), endless, { signal })).rejects.toThrow(
    'interrupted',
  );
  expect(await readdir(folder)).toEqual(before);
});

test('a tap sees every byte of the file, and a check may discard it', async () => {
  const path = join(folder, 'tapped.gguf');
  const seen: Uint8Array[] = [];
  const tap = (piece: Uint8Array): void => void seen.push(piece.slice());
  await writeGguf(
    path,
    new Map(),
    tensor(() => [bytes]),
    { tap, version: 2 },
  );
  expect(Buffer.compare(Buffer.concat(seen), await readFile(path))).toBe(0);
  expect((await readGguf(path)).version).toBe(2);
  await rm(path);
  const check = (): never => {
    throw new Error('not what was wanted');
  };
  await expect(
    writeGguf(
      path,
      new Map(),
      tensor(() => [bytes]),
      { check },
    ),
  ).rejects.toThrow('wanted');
  expect(await readdir(folder)).not.toContain('tapped.gguf');
});
