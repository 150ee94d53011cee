import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaCppEngine } from '../../../harness/agent/engines/llama-cpp/llama-cpp.ts';
import { engineSettings } from '../../../harness/protocol/plan-file.ts';
import { openGguf } from '../../gguf/open-gguf.ts';
import { readGguf } from '../../gguf/read-gguf.ts';
import { writeGguf } from '../../gguf/write-gguf.ts';
import { synthesisePhi3 } from '../../synthesise.ts';
import { joinModel } from './join-model.ts';
import { sizeLimit } from './size-limit.ts';
import { copyOf, splitModel } from './split-model.ts';

let folder: string;
let nano: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-shards-'));
  nano = (await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, join(folder, 'nano.gguf'), folder))
    .path;
});
afterAll(() => rm(folder, { recursive: true }));

const sha = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const split = (name: string, maxBytes: number, byHash = false) =>
  splitModel({ path: nano, out: join(folder, name), maxBytes, byHash });

async function greedy(path: string): Promise<number[]> {
  const settings = engineSettings.parse({ backend: 'cpu', contextTokens: 128 });
  const engine = await llamaCppEngine(settings);
  const model = await engine.load(path, settings);
  const ids: number[] = [];
  for await (const id of model.generate([1, 300, 400], 12)) ids.push(id);
  await model.close();
  await engine.close();
  return ids;
}

test('llama.cpp loads the first shard and says what it says with the whole file', async () => {
  const { paths, manifest } = await split('loaded', 300_000);
  expect(manifest.parts.length).toBeGreaterThan(2);
  expect(paths[0]).toMatch(/nano-00001-of-0000\d\.gguf$/);
  const metadata = await Promise.all(paths.map(async (path) => (await readGguf(path)).metadata));
  expect(metadata.map((each) => each.get('split.no'))).toEqual(
    paths.map((_, value) => ({ type: 2, elementType: null, value })),
  );
  expect(metadata[1]?.get('split.tensors.count')).toEqual({ type: 5, elementType: null, value: 15 });
  expect(await greedy(paths[0] ?? '')).toEqual(await greedy(nano));
});

test('every shard stays within the limit, and join gives the source again to the bit', async () => {
  const whole = await sha(nano);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 200_000, max: 1_000_000 }), async (maxBytes) => {
      const { paths, manifest } = await split('any', maxBytes);
      for (const [i, path] of paths.entries()) {
        expect((await stat(path)).size).toBeLessThanOrEqual(maxBytes);
        expect(await sha(path)).toBe(manifest.parts[i]?.sha256);
      }
      const out = join(folder, 'joined.gguf');
      expect(await joinModel(paths[0] ?? '', out)).toMatchObject({ sha256: whole, sameAsSource: true });
      expect(await sha(out)).toBe(whole);
    }),
    { numRuns: 12, examples: [[10_000_000]] },
  );
});

test('parts by hash are joined from their manifest, each checked before', async () => {
  const { manifestPath, manifest } = await split('by-hash', 300_000, true);
  const names = await readdir(join(folder, 'by-hash'));
  expect(names.sort()).toEqual([...manifest.parts.map((part) => part.sha256), 'nano.parts.json'].sort());
  const out = join(folder, 'from-parts.gguf');
  expect((await joinModel(manifestPath, out)).sha256).toBe(await sha(nano));

  const spoiled = join(folder, 'by-hash', manifest.parts[1]?.file ?? '');
  await flipByte(spoiled, -100);
  await rm(out);
  await expect(joinModel(manifestPath, out)).rejects.toMatchObject({ code: 'PART_DIFFERS', where: spoiled });
  await expect(stat(out)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a changed shard is found by the hash of the source, and nothing is left under the name', async () => {
  const { paths } = await split('spoiled', 300_000);
  await flipByte(paths[1] ?? '', -100);
  const out = join(folder, 'spoiled.gguf');
  await expect(joinModel(paths[0] ?? '', out)).rejects.toMatchObject({ code: 'JOIN_DIFFERS' });
  await expect(stat(out)).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
});

test('shards that are missing, of another split, or out of order are named', async () => {
  const { paths } = await split('order', 300_000);
  const [first = '', second = '', third = ''] = paths;
  const out = join(folder, 'order.gguf');
  await expect(joinModel(second, out)).rejects.toMatchObject({ code: 'SHARD_NAME' });
  await expect(joinModel(dirname(first), out)).rejects.toMatchObject({
    code: 'SHARD_NAME',
    message: expect.stringContaining('is the parts of a model that was split'),
    hint: expect.stringMatching(/^heatsoak model join .*\.parts\.json /),
  });
  await expect(joinModel(first, second)).rejects.toMatchObject({ code: 'OUTPUT_IS_INPUT' });
  await copyFile(third, second);
  await expect(joinModel(first, out)).rejects.toThrow(/is shard 3, not 2/);
  await rm(second);
  await expect(joinModel(first, out)).rejects.toMatchObject({ code: 'SHARD_INVALID', where: second });
  await expect(splitModel({ path: first, out: folder, maxBytes: 1e6, byHash: false })).rejects.toMatchObject({
    code: 'ALREADY_SPLIT',
  });
});

test('a file without padding at its end comes back without it', async () => {
  const path = join(folder, 'short.gguf');
  const { tensors, dataStart } = await readGguf(nano);
  const last = tensors.at(-1);
  await writeFile(
    path,
    (await readFile(nano)).subarray(0, dataStart + (last?.offset ?? 0) + (last?.bytes ?? 0)),
  );
  const { paths } = await splitModel({ path, out: join(folder, 'short'), maxBytes: 400_000, byHash: false });
  expect(await joinModel(paths[0] ?? '', join(folder, 'short-joined.gguf'))).toMatchObject({
    sha256: await sha(path),
  });
});

test('a file of version 2 comes back as one', async () => {
  const path = join(folder, 'second.gguf');
  const bytes = await readFile(nano);
  bytes.writeUInt32LE(2, 4);
  await writeFile(path, bytes);
  const { paths } = await splitModel({ path, out: join(folder, 'second'), maxBytes: 400_000, byHash: false });
  expect(await joinModel(paths[0] ?? '', join(folder, 'second-joined.gguf'))).toMatchObject({
    sha256: await sha(path),
    sameAsSource: true,
  });
});

test('a file that llama.cpp merged, and left the marks of shards in, is split and joined without them', async () => {
  const merged = join(folder, 'merged.gguf');
  const { paths: shards } = await split('to-merge', 400_000);
  const file = await openGguf(nano);
  // `gguf-split --merge` keeps the first shard's metadata and sets the count to zero.
  const { metadata } = await readGguf(shards[0] ?? '');
  const marked = new Map([...metadata, ['split.count', { type: 2, elementType: null, value: 0 }] as const]);
  await writeGguf(
    merged,
    marked,
    file.tensors.map((tensor) => copyOf(file, tensor)),
  );
  await file.close();
  const out = join(folder, 'merged');
  const { paths, manifest } = await splitModel({ path: merged, out, maxBytes: 400_000, byHash: false });
  expect(manifest.source.sha256).toBe(await sha(merged));
  const joined = join(folder, 'merged-joined.gguf');
  expect(await joinModel(paths[0] ?? '', joined)).toMatchObject({ sameAsSource: null });
  expect(await sha(joined)).toBe(await sha(nano));
});

test('what join could not give again is refused before anything is written', async () => {
  const path = join(folder, 'hidden.gguf');
  await copyFile(nano, path);
  const { tensors, dataStart } = await readGguf(nano);
  const padded = tensors.find(({ bytes }) => bytes % 32 !== 0);
  const file = await open(path, 'r+');
  const size = (await file.stat()).size;
  await file.write(Buffer.from('x'), 0, 1, padded ? dataStart + padded.offset + padded.bytes : size);
  await file.close();
  const out = join(folder, 'hidden');
  await mkdir(out);
  await expect(splitModel({ path, out, maxBytes: 400_000, byHash: false })).rejects.toMatchObject({
    code: 'SPLIT_INEXACT',
  });
  expect(await readdir(out)).toEqual([]);
});

test('a limit that one tensor alone exceeds says which and how much it needs', async () => {
  await expect(split('small', 20_000)).rejects.toMatchObject({
    code: 'SHARD_TOO_SMALL',
    message: expect.stringMatching(/token_embd\.weight alone take \d+ bytes/),
  });
});

test('sizes: units, presets, and a misspelt preset', () => {
  expect([sizeLimit('500M'), sizeLimit('2g'), sizeLimit('1234'), sizeLimit('on-demand')]).toEqual([
    500e6, 2e9, 1234, 512e6,
  ]);
  for (const name of ['constructor', 'toString'])
    expect(() => sizeLimit(name)).toThrow(expect.objectContaining({ code: 'SIZE_INVALID' }));
  expect(() => sizeLimit('on-demnd')).toThrow(/did you mean "on-demand"/);
  expect(() => sizeLimit('0')).toThrow(expect.objectContaining({ code: 'SIZE_INVALID' }));
});

async function flipByte(path: string, fromEnd: number): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.length + fromEnd;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
