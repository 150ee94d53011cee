import { appendFile, copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isOfMore } from '../gguf/after-last-tensor.ts';
import { type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { writeGguf } from '../gguf/write-gguf.ts';
import { type ModelFile, synthesisePhi3 } from '../synthesise.ts';
import { inspectGguf } from './inspect-gguf.ts';
import { identify, impostorFinding, knownModels } from './known-models.ts';

let folder = '';
let nano: ModelFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-inspect-'));
  nano = await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, join(folder, 'nano.gguf'), folder);
});
afterAll(() => rm(folder, { recursive: true }));

const text = (value: string): MetadataValue => ({ type: ValueType.STRING, elementType: null, value });
const u32 = (value: number): MetadataValue => ({ type: ValueType.U32, elementType: null, value });
const u32s = (value: number[]): MetadataValue => ({
  type: ValueType.ARRAY,
  elementType: ValueType.U32,
  value,
});

test('a model says what it is, and its types add up to the whole', async () => {
  const inspection = await inspectGguf(nano.path, { hash: true });
  expect(inspection).toMatchObject({
    architecture: 'phi3',
    name: 'phi3-nano-synth',
    sha256: nano.sha256,
    sizeBytes: nano.sizeBytes,
    tensors: 15,
    parameters: 1_443_072,
    shape: {
      layers: 2,
      hidden: 256,
      heads: 8,
      keyValueHeads: [4, 4],
      keyLength: 32,
      feedForward: 512,
      vocabulary: 512,
    },
    tokenizer: { model: 'llama', pre: 'default', tokens: 512, beginId: 1, endId: 448, addsBegin: true },
    chatTemplate: expect.stringContaining('<|assistant|>'),
    shard: null,
    identity: null,
    findings: [],
  });
  expect(inspection.types.map(({ type, tensors }) => [type, tensors])).toEqual([
    ['Q4_0', 9],
    ['Q6_K', 1],
    ['F32', 5],
  ]);
  expect(inspection.types.reduce((sum, { weights }) => sum + weights, 0)).toBe(inspection.parameters);
  expect(inspection.types.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(inspection.weightBytes);
});

test('a cut file is refused, bytes too many are a note', async () => {
  const [cut, long] = [join(folder, 'cut.gguf'), join(folder, 'long.gguf')];
  await copyFile(nano.path, cut);
  await truncate(cut, nano.sizeBytes - 100);
  await expect(inspectGguf(cut, { hash: false })).rejects.toMatchObject({
    code: 'GGUF_TRUNCATED',
    where: cut,
  });
  await copyFile(nano.path, long);
  await appendFile(long, Buffer.alloc(5000));
  expect((await inspectGguf(long, { hash: false })).findings).toEqual(['5000 bytes follow the last tensor']);
});

test('files behind one another are told, and no such file is whole', async () => {
  const [twice, shards] = [join(folder, 'twice.gguf'), join(folder, 'cat-00001-of-00002.gguf')];
  await writeFile(twice, Buffer.concat([await readFile(nano.path), await readFile(nano.path)]));
  const again = `another GGUF file begins at byte ${nano.sizeBytes}, right after the last tensor`;
  const { findings } = await inspectGguf(twice, { hash: false });
  expect(findings).toEqual([expect.stringContaining(again)]);
  expect(findings.filter(isOfMore)).toEqual(findings);

  await writeGguf(shards, new Map([['split.count', { ...u32(2), type: ValueType.U16 }]]), []);
  const { size } = await stat(shards);
  await appendFile(shards, await readFile(nano.path));
  const of = await inspectGguf(shards, { hash: false });
  expect(of.findings).toContainEqual(expect.stringMatching(`at byte ${size}.*heatsoak model join`));
});

test('a shard is inspected, and says that it is one', async () => {
  const path = join(folder, 'model-00002-of-00003.gguf');
  const u16 = (value: number): MetadataValue => ({ type: ValueType.U16, elementType: null, value });
  await writeGguf(
    path,
    new Map([
      ['split.no', u16(1)],
      ['split.count', u16(3)],
    ]),
    [{ name: 'blk.7.ffn_up.weight', dims: [256, 4], type: 'IQ3_S', chunks: () => [new Uint8Array(440)] }],
  );
  expect(await inspectGguf(path, { hash: false })).toMatchObject({
    architecture: null,
    shard: { index: 2, count: 3 },
    types: [{ type: 'IQ3_S', tensors: 1, weights: 1024, bytes: 440, readable: false }],
    findings: [expect.stringContaining('shard 2 of 3')],
  });
});

test('layers that differ are known one by one', async () => {
  const path = join(folder, 'gemma.gguf');
  const metadata = new Map([
    ['general.architecture', text('gemma3n')],
    ['gemma3n.block_count', u32(3)],
    ['gemma3n.embedding_length', u32(128)],
    ['gemma3n.attention.head_count', u32s([4, 4, 4])],
    ['gemma3n.attention.head_count_kv', u32s([1, 2, 4])],
    ['gemma3n.attention.key_length', u32(64)],
    ['gemma3n.attention.sliding_window', u32(512)],
    ['gemma3n.feed_forward_length', u32s([256, 512, 256])],
  ]);
  await writeGguf(path, metadata, [
    { name: 'a.weight', dims: [32], type: 'MXFP4', chunks: () => [new Uint8Array(17)] },
  ]);
  const { shape, findings } = await inspectGguf(path, { hash: false });
  expect(findings.join()).not.toMatch(/look back|predicted/);
  expect(shape).toMatchObject({
    heads: 4,
    keyValueHeads: [1, 2, 4],
    keyLength: 64,
    valueLength: 32,
    feedForward: 512,
  });
});

test.each([
  [
    'an architecture that was not held against llama.cpp',
    'plamo',
    0,
    4096,
    /as if it were built like Llama: plamo/,
  ],
  ['a window that llama.cpp does not apply', 'phi3', 2047, 4096, /made to look back 2047 tokens at most/],
  ['one as long as the context', 'phi3', 4096, 4096, null],
  ['one that llama.cpp applies', 'gemma2', 512, 4096, null],
] as const)('%s is a note where it matters', async (_, architecture, window, context, note) => {
  const path = join(folder, 'noted.gguf');
  const metadata = new Map([
    ['general.architecture', text(architecture)],
    [`${architecture}.block_count`, u32(2)],
    [`${architecture}.embedding_length`, u32(128)],
    [`${architecture}.attention.head_count`, u32(4)],
    [`${architecture}.attention.sliding_window`, u32(window)],
    [`${architecture}.context_length`, u32(context)],
  ]);
  await writeGguf(path, metadata, [
    { name: 'a.weight', dims: [32], type: 'MXFP4', chunks: () => [new Uint8Array(17)] },
  ]);
  const { findings } = await inspectGguf(path, { hash: false });
  if (note) expect(findings.join()).toMatch(note);
  else expect(findings.join()).not.toMatch(/look back|predicted/);
});

test.each([
  ['empty', []],
  ['shorter than the layers', [1, 2]],
])('a list of heads that is %s gives no shape: llama.cpp loads no such file', async (_, heads) => {
  const path = join(folder, 'lists.gguf');
  const metadata = new Map([
    ['general.architecture', text('llama')],
    ['llama.block_count', u32(3)],
    ['llama.embedding_length', u32(128)],
    ['llama.attention.head_count', u32(4)],
    ['llama.attention.head_count_kv', u32s(heads)],
  ]);
  await writeGguf(path, metadata, []);
  expect((await inspectGguf(path, { hash: false })).shape).toBeNull();
});

test('what a file does not state is not zero, and the embedding gives the vocabulary where no list does', async () => {
  const path = join(folder, 'silent.gguf');
  const metadata = new Map([
    ['general.architecture', text('llama')],
    ['llama.block_count', u32(1)],
    ['llama.embedding_length', u32(32)],
    ['llama.attention.head_count', u32(4)],
    ['tokenizer.ggml.model', text('no_vocab')],
  ]);
  await writeGguf(path, metadata, [
    { name: 'token_embd.weight', dims: [32, 7], type: 'Q4_0', chunks: () => [new Uint8Array(7 * 18)] },
  ]);
  const { shape, tokenizer } = await inspectGguf(path, { hash: false });
  expect(shape).toMatchObject({ feedForward: null, context: null, vocabulary: 7 });
  expect(tokenizer).toMatchObject({ tokens: null });
  await writeGguf(path, metadata, []);
  const bare = await inspectGguf(path, { hash: false });
  expect(bare.shape?.vocabulary).toBeNull();
  expect(bare.findings).toContain('it holds no weights');
});

test('a value of the wrong kind is refused with the file and the key', async () => {
  const path = join(folder, 'wrong-kind.gguf');
  await writeGguf(path, new Map([['general.name', u32(7)]]), []);
  await expect(inspectGguf(path, { hash: false })).rejects.toMatchObject({
    code: 'GGUF_METADATA',
    // It refuses the file itself: it cannot be what helps.
    hint: expect.not.stringContaining('model inspect'),
    where: path,
    message: expect.stringContaining('general.name is not a text'),
  });
});

test('a known file is known by its hash, hinted at by its size, and not believed by its name', () => {
  const [phi3] = knownModels;
  const { sizeBytes, sha256, name } = phi3;
  expect(identify(sizeBytes, sha256)).toMatchObject({ name, by: 'sha256' });
  expect(identify(sizeBytes, null)).toMatchObject({ name, by: 'size' });
  expect(identify(sizeBytes, 'f'.repeat(64))).toBeNull();
  expect(identify(sizeBytes + 64, null)).toBeNull();
  expect(impostorFinding(name, sizeBytes + 64, null)).toContain('not 2393231136');
  expect(impostorFinding('model.gguf', sizeBytes, 'f'.repeat(64))).toContain('another SHA-256');
  expect(impostorFinding(name, sizeBytes, sha256)).toBeNull();
});
