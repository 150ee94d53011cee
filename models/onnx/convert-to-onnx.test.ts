import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConversionCheck, conversionDocument } from '../conversion.ts';
import { spoilTensor, writeSmallModel } from '../coreml/decoder-models.fixture.ts';
import { ValueType } from '../gguf/gguf-types.ts';
import { openGguf } from '../gguf/open-gguf.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { writeChanged } from '../verify/damaged-model.fixture.ts';
import { checkOnnx } from './check-onnx.ts';
import { convertToOnnx, type OnnxOptions } from './convert-to-onnx.ts';
import { readOnnx } from './read-onnx.ts';
import type { WrittenOnnx } from './write-onnx.ts';

let folder = '';
let source = '';
let out = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-convert-onnx-'));
  source = join(folder, 'nano.gguf');
  await synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, source, folder);
}, 60_000);
beforeEach(async () => {
  out = await mkdtemp(join(folder, 'out-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const options: OnnxOptions = { activations: 'fp32', context: null, force: false, verify: null };

test('graph, weights, tokenizer, configuration and report stand side by side, and nothing else', async () => {
  const target = join(out, 'nano.onnx');
  const conversion = await convertToOnnx(source, target, options);
  expect((await readdir(out)).sort()).toEqual([
    'genai_config.json',
    'nano.onnx',
    'nano.onnx.conversion.json',
    'nano.onnx.data',
    'tokenizer.json',
    'tokenizer_config.json',
  ]);
  const report = JSON.parse(await readFile(`${target}.conversion.json`, 'utf8'));
  expect(conversionDocument.parse(report)).toEqual(conversion);
  expect(conversion.checks.find(({ outcome }) => outcome === 'skipped')?.name).toBe(
    'agreement with the source',
  );
});

test('equal sources give equal bytes', async () => {
  const files = async (name: string) =>
    (await convertToOnnx(source, join(out, name, 'nano.onnx'), options)).target.files;
  expect(await files('a')).toEqual(await files('b'));
});

/** Those that fail. */
async function checksOf(target: string, written: WrittenOnnx): Promise<readonly ConversionCheck[]> {
  const gguf = await openGguf(source);
  try {
    return (await checkOnnx(target, gguf, written)).filter(({ outcome }) => outcome === 'failed');
  } finally {
    await gguf.close();
  }
}

test('one block of weights that is not the source’s is seen, whatever its model says', async () => {
  const target = join(out, 'nano.onnx');
  const { tensors: converted, added } = await convertToOnnx(source, target, options);
  const file = await readOnnx(target);
  const weight = file.tensors.find(({ name }) => name.startsWith('blk.1.ffn_down.weight'));
  if (!weight?.place) throw new Error('the graph has this weight');
  const bytes = await readFile(`${target}.data`);
  bytes.fill(0x11, weight.place.offset + 1600, weight.place.offset + 1616);
  await writeFile(`${target}.data`, bytes);
  expect(await checksOf(target, { converted, added })).toMatchObject([
    { name: 'weights read back', detail: expect.stringContaining('blk.1.ffn_down.weight') },
  ]);
});

test.each([
  ['a graph of 648 bytes in its place', (target: string) => writeFile(target, Buffer.alloc(648, 8))],
  ['an empty graph', (target: string) => writeFile(target, '')],
  ['weights that were cut', (target: string) => truncate(`${target}.data`, 500_000)],
])('a stub cannot pass: %s', async (_, spoil) => {
  const target = join(out, 'nano.onnx');
  const conversion = await convertToOnnx(source, target, options);
  const written = { converted: conversion.tensors, added: conversion.added };
  const failedChecks = async () => (await checksOf(target, written)).map(({ name }) => name);
  expect(await failedChecks()).toEqual([]);
  await spoil(target);
  expect(await failedChecks()).not.toEqual([]);
});

test('a tensor that was left out, or used twice, cannot pass', async () => {
  const target = join(out, 'nano.onnx');
  const { tensors: converted, added } = await convertToOnnx(source, target, options);
  const failed = async (used: typeof converted) =>
    (await checksOf(target, { converted: used, added })).length;
  expect(await failed(converted.slice(1))).toBeGreaterThan(0);
  expect(await failed([...converted, ...converted.slice(0, 1)])).toBeGreaterThan(0);
});

test('a model that does not agree with its source is kept aside with its report, and has no name', async () => {
  const target = join(out, 'nano.onnx');
  const verify = async () => ({
    agreement: null,
    checks: [{ name: 'agreement', outcome: 'failed' as const, detail: 'cosine 0.2' }],
  });
  const conversion = convertToOnnx(source, target, { ...options, verify });
  await expect(conversion).rejects.toMatchObject({
    code: 'CONVERSION_REJECTED',
    where: `${target}.rejected`,
    hint: expect.stringContaining(`${target}.rejected`),
  });
  expect(await readdir(out)).toEqual(['nano.onnx.rejected']);
  expect(await readdir(`${target}.rejected`)).toContain('nano.onnx.conversion.json');
});

test('what stands at the target is not replaced unasked, and a folder holds one model', async () => {
  await convertToOnnx(source, join(out, 'nano.onnx'), options);
  await expect(convertToOnnx(source, join(out, 'nano.onnx'), options)).rejects.toMatchObject({
    code: 'TARGET_EXISTS',
  });
  await expect(convertToOnnx(source, join(out, 'other.onnx'), options)).rejects.toMatchObject({
    code: 'FOLDER_TAKEN',
  });
  await convertToOnnx(source, join(out, 'nano.onnx'), { ...options, force: true });
});

test.each(['tokenizer.json', 'tokenizer_config.json', 'nano.onnx.data'])(
  "somebody's own %s in the folder is not replaced unasked",
  async (name) => {
    await writeFile(join(out, name), 'mine');
    const conversion = convertToOnnx(source, join(out, 'nano.onnx'), options);
    await expect(conversion).rejects.toMatchObject({ code: 'TARGET_EXISTS', where: join(out, name) });
    expect(await readFile(join(out, name), 'utf8')).toBe('mine');
    expect(await readdir(out)).toEqual([name]);
  },
);

test.each([
  ['a source that is not there', 'none.gguf', {}, 'MODEL_MISSING'],
  ['a source that was cut', 'cut.gguf', {}, 'GGUF_TRUNCATED'],
  ['a source that is no GGUF', 'text.gguf', {}, 'GGUF_INVALID'],
  ['a model with a tensor too many', 'odd.gguf', {}, 'MODEL_TENSOR'],
  ['a context longer than the model', 'nano.gguf', { context: 1e6 }, 'CONTEXT_TOO_LONG'],
])('%s: an error by code, and nothing written', async (_, name, more, code) => {
  const bad = join(folder, name);
  const bytes = await readFile(source);
  if (name === 'cut.gguf') await writeFile(bad, bytes.subarray(0, bytes.length - 1000));
  if (name === 'text.gguf') await writeFile(bad, 'no model');
  if (name === 'odd.gguf') {
    const vectors = { 'blk.0.attn_qkv.bias': [1, 2, 3] };
    await writeSmallModel(
      { architecture: 'phi3', typeOf: () => 'Q4_0', vectors },
      bad,
      join(folder, 't'),
      folder,
    );
  }
  await mkdir(out, { recursive: true });
  await expect(convertToOnnx(bad, join(out, 'x.onnx'), { ...options, ...more })).rejects.toMatchObject({
    code,
  });
  expect(await readdir(out)).toEqual([]);
});

test.each([
  ['token_embd.weight', 'Q4_0'],
  ['blk.0.ffn_up.weight', 'Q5_K'],
  ['output.weight', 'F16'],
] as const)(
  'values that are not numbers in %s of a %s model are refused by its name',
  async (tensor, type) => {
    const spoiled = join(folder, 'spoiled.gguf');
    await writeSmallModel({ architecture: 'phi3', typeOf: () => type }, spoiled, join(folder, 't'), folder);
    await spoilTensor(spoiled, tensor);
    await expect(convertToOnnx(spoiled, join(out, 'x.onnx'), options)).rejects.toMatchObject({
      code: 'TENSOR_VALUES',
      message: expect.stringContaining(tensor),
    });
    expect(await readdir(out)).toEqual([]);
  },
);

test.each([
  ['a stretch of no known kind', { 'rope.scaling.type': 'su', 'rope.scaling.factor': 4 }, 'MODEL_ROPE'],
  ['a context that would fill the disk with tables', { context_length: 4_000_000_000 }, 'MODEL_SHAPE'],
  ['absurdly many layers', { block_count: 4_000_000_000 }, 'MODEL_SHAPE'],
  ['experts', { expert_count: 8 }, 'MODEL_SHAPE'],
])('%s: refused by code, and nothing written', async (_, metadata, code) => {
  const odd = join(folder, 'odd-shape.gguf');
  const typed = { architecture: 'phi3', typeOf: () => 'Q4_0' as const, metadata } as const;
  await writeSmallModel(typed, odd, join(folder, 't'), folder);
  await expect(convertToOnnx(odd, join(out, 'x.onnx'), options)).rejects.toMatchObject({ code });
  expect(await readdir(out)).toEqual([]);
});

test.each(['bert', 't5', 'rwkv'])(
  'a vocabulary of the kind %s is refused before anything is written',
  async (kind) => {
    const [plain, other] = [join(folder, 'plain.gguf'), join(folder, `${kind}.gguf`)];
    await writeSmallModel({ architecture: 'llama', typeOf: () => 'Q4_0' }, plain, join(folder, 't'), folder);
    const value = { type: ValueType.STRING, elementType: null, value: kind };
    await writeChanged(plain, other, { metadata: { 'tokenizer.ggml.model': value } });
    await expect(convertToOnnx(other, join(out, 'x.onnx'), options)).rejects.toMatchObject({
      code: 'TOKENIZER_UNSUPPORTED',
      hint: expect.stringContaining('runs in llama.cpp'),
    });
    expect(await readdir(out)).toEqual([]);
  },
);
