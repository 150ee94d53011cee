import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversionDocument, conversionPath, type Verdict } from '../conversion.ts';
import { type CoreMlOptions, convertToCoreMl, packageChecks } from './convert-to-coreml.ts';
import { type SmallModel, spoilTensor, writeSmallModel } from './decoder-models.fixture.ts';
import { weightsPath } from './package/package-files.ts';

let folder = '';
const options: CoreMlOptions = {
  contextTokens: 64,
  prefillTokens: 16,
  offsets: 'float',
  force: false,
  verify: null,
};
const phi3: SmallModel = { architecture: 'phi3', typeOf: (kind) => (kind === 'up' ? 'Q4_K' : 'Q4_0') };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-convert-'));
  await make('nano', phi3);
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const make = (name: string, model: SmallModel): Promise<void> =>
  writeSmallModel(model, at(`${name}.gguf`), at('twin.gguf'), folder);

test('the report names every tensor, its form, its error and its bytes', async () => {
  const conversion = await convertToCoreMl(at('nano.gguf'), at('report.mlpackage'), options);
  const written = JSON.parse(await readFile(conversionPath(at('report.mlpackage')), 'utf8'));
  expect(conversionDocument.parse(written)).toEqual(conversion);
  const outcomes = conversion.checks.map(({ outcome }) => outcome);
  expect(outcomes).toEqual(['passed', 'passed', 'passed', 'passed', 'skipped']);
  expect(conversion.tensors).toHaveLength(15);
  const up = conversion.tensors.find(({ name }) => name === 'blk.1.ffn_up.weight');
  expect(up).toMatchObject({
    from: 'Q4_K',
    to: 'uint4 per 32, scale fp16, offset fp16',
    exact: false,
    comparedWeights: 262_144,
    targetBytes: 262_144 / 2 + 2 * (262_144 / 32) * 2,
  });
  const down = conversion.tensors.find(({ name }) => name === 'blk.1.ffn_down.weight');
  expect(down).toMatchObject({ from: 'Q4_0', to: 'int4 per 32, scale fp16', exact: true, note: null });
});

test('equal sources give equal packages', async () => {
  const one = await convertToCoreMl(at('nano.gguf'), at('one.mlpackage'), options);
  const two = await convertToCoreMl(at('nano.gguf'), at('two.mlpackage'), options);
  expect(two.target.files).toEqual(one.target.files);
});

test('without offsets K-quants become eight bits, and the error is larger and reported', async () => {
  const withoutOffsets = await convertToCoreMl(at('nano.gguf'), at('none.mlpackage'), {
    ...options,
    offsets: 'none',
  });
  const up = withoutOffsets.tensors.find(({ name }) => name === 'blk.1.ffn_up.weight');
  expect(up).toMatchObject({
    to: 'int8 per 32, scale fp16',
    note: expect.stringContaining('requantised from Q4_K'),
  });
  expect(up?.relativeRmsError).toBeGreaterThan(0.001);
});

test('what stands at the target stays unless it is to be replaced', async () => {
  await convertToCoreMl(at('nano.gguf'), at('kept.mlpackage'), options);
  await expect(convertToCoreMl(at('nano.gguf'), at('kept.mlpackage'), options)).rejects.toMatchObject({
    code: 'TARGET_EXISTS',
  });
  await convertToCoreMl(at('nano.gguf'), at('kept.mlpackage'), { ...options, force: true });
});

test('a package that does not agree with its source is kept aside with its report, and the command fails', async () => {
  const failed = { name: 'agreement', outcome: 'failed', detail: 'cosine 0.5' } as const;
  const verify = async (_: string, folder: string): Promise<Verdict> => {
    // It is asked about the package as it will be named.
    expect(basename(folder)).toBe('wrong.mlpackage');
    return { agreement: null, checks: [failed] };
  };
  await expect(
    convertToCoreMl(at('nano.gguf'), at('wrong.mlpackage'), { ...options, verify }),
  ).rejects.toMatchObject({ code: 'CONVERSION_REJECTED', message: expect.stringContaining('cosine 0.5') });
  const found = (await readdir(folder)).filter((name) => name.includes('wrong'));
  expect(found.sort()).toEqual(['wrong.mlpackage.rejected', 'wrong.mlpackage.rejected.conversion.json']);
});

test.each(['token_embd.weight', 'blk.0.attn_norm.weight', 'output.weight'])(
  'a source with values that are not numbers in %s fails the check that reads weights back',
  async (tensor) => {
    await make('spoiled', phi3);
    await spoilTensor(at('spoiled.gguf'), tensor);
    const conversion = convertToCoreMl(at('spoiled.gguf'), at('spoiled.mlpackage'), options);
    await expect(conversion).rejects.toMatchObject({
      code: 'CONVERSION_REJECTED',
      message: expect.stringContaining(`largest relative error of a block NaN (${tensor})`),
    });
  },
);

test.each([
  ['many weights', 40_000],
  ['one block of 32 weights', 16],
])('%s that differ from the source fail the check that reads them back', async (_, length) => {
  await convertToCoreMl(at('nano.gguf'), at('spoilt.mlpackage'), { ...options, force: true });
  const path = weightsPath(at('spoilt.mlpackage'));
  const bytes = await readFile(path);
  // The embedding's quants come first, behind the file's header and its own description.
  bytes.fill(0x77, 128, 128 + length);
  await writeFile(path, bytes);
  expect(await packageChecks(at('nano.gguf'), at('spoilt.mlpackage'), options)).toMatchObject([
    { name: 'structure', outcome: 'passed' },
    { name: 'weights read back', outcome: 'failed', detail: expect.stringContaining('token_embd.weight') },
  ]);
});

const factors = Array(16).fill(1);
const refused: readonly (readonly [string, SmallModel, string])[] = [
  ['a stretch of no known kind', { ...phi3, metadata: { 'rope.scaling.type': 'su' } }, 'MODEL_ROPE'],
  ['a bias', { ...phi3, vectors: { 'blk.0.attn_qkv.bias': factors } }, 'MODEL_TENSOR'],
  ['heads that do not divide', { ...phi3, metadata: { 'attention.head_count_kv': 3 } }, 'MODEL_SHAPE'],
  ['another feed-forward size', { ...phi3, metadata: { feed_forward_length: 500 } }, 'TENSOR_SHAPE'],
  ['a layer too many', { ...phi3, metadata: { block_count: 3 } }, 'TENSOR_MISSING'],
  ['absurdly many layers', { ...phi3, metadata: { block_count: 4_000_000_000 } }, 'MODEL_SHAPE'],
  ['factors of another length', { ...phi3, vectors: { 'rope_freqs.weight': [1, 2] } }, 'TENSOR_SHAPE'],
];

test.each(refused)('%s is refused, and nothing is written', async (name, model, code) => {
  const file = name.replaceAll(' ', '-');
  await make(file, model);
  const before = await readdir(folder);
  await expect(convertToCoreMl(at(`${file}.gguf`), at(`${file}.mlpackage`), options)).rejects.toMatchObject({
    code,
  });
  expect(await readdir(folder)).toEqual(before);
});

test('another architecture is refused by name, a cut file by its code, and nothing is written', async () => {
  const bytes = await readFile(at('nano.gguf'));
  const text = Buffer.from(bytes.toString('latin1').replaceAll('phi3', 'gptj'), 'latin1');
  await writeFile(at('gptj.gguf'), text);
  await writeFile(at('cut.gguf'), bytes);
  await truncate(at('cut.gguf'), bytes.length - 100);
  const before = await readdir(folder);
  await expect(convertToCoreMl(at('gptj.gguf'), at('x.mlpackage'), options)).rejects.toMatchObject({
    code: 'MODEL_ARCHITECTURE',
    message: expect.stringContaining('gptj'),
  });
  await expect(convertToCoreMl(at('cut.gguf'), at('x.mlpackage'), options)).rejects.toMatchObject({
    code: 'GGUF_TRUNCATED',
  });
  expect(await readdir(folder)).toEqual(before);
});

test.each([
  [100, 16],
  [4096, 16],
  [64, 1],
  [0, 16],
])('a context of %s with a prefill of %i is refused', async (contextTokens, prefillTokens) => {
  const asked = { ...options, contextTokens, prefillTokens };
  await expect(convertToCoreMl(at('nano.gguf'), at('x.mlpackage'), asked)).rejects.toMatchObject({
    code: 'CONTEXT_LENGTH',
  });
});

test('a prefill longer than any context says so, and speaks of no context of 0', async () => {
  const asked = { ...options, contextTokens: null, prefillTokens: 100_000 };
  await expect(convertToCoreMl(at('nano.gguf'), at('x.mlpackage'), asked)).rejects.toMatchObject({
    code: 'CONTEXT_LENGTH',
    message: 'a prefill of 100000 tokens is longer than the context of 2048',
    hint: 'take a shorter prefill, 2048 tokens at most',
  });
});
