import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openScoredModel } from '../commands/open-scored-model.ts';
import { nanoModels, type SmallModel, writeSmallModel } from '../coreml/decoder-models.fixture.ts';
import type { WritableType } from '../quantise/quantise.ts';
import type { GateName } from '../verify/verification.ts';
import { verifyModels } from '../verify/verify-models.ts';
import { verifyPrompts } from '../verify/verify-prompts.ts';
import { convertToOnnx, type OnnxOptions } from './convert-to-onnx.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-onnx-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plain: OnnxOptions = { activations: 'fp32', context: null, force: true, verify: null };
const phi3 = (type: WritableType): SmallModel => ({ architecture: 'phi3', typeOf: () => type });

/** Converts a small model, and holds it against itself and against its twin of the same weights in single precision. */
async function convertAndRun(model: SmallModel, options: Partial<OnnxOptions> = {}, contextTokens = 512) {
  const [source, twin] = [join(folder, 'source.gguf'), join(folder, 'twin.gguf')];
  await writeSmallModel(model, source, twin, folder);
  const target = join(folder, 'onnx', 'model.onnx');
  const conversion = await convertToOnnx(source, target, { ...plain, ...options });
  const prompts = await verifyPrompts(source);
  const against = (path: string, gate: GateName) =>
    verifyModels(
      () => openScoredModel(path, contextTokens, 1),
      () => openScoredModel(target, contextTokens, 1),
      { text: 'Four score and seven years ago our fathers brought forth a new nation.', gate, prompts },
    );
  return {
    conversion,
    againstSource: () => against(source, 'loose'),
    againstTwin: () => against(twin, 'strict'),
  };
}

describe('equal arithmetic on equal weights: 1e-4 and 24 of 24 greedy tokens', () => {
  test.each(['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'Q4_K', 'Q6_K'] as WritableType[])(
    'phi3 in %s',
    async (type) => {
      const { conversion, againstTwin, againstSource } = await convertAndRun(phi3(type));
      expect(conversion.tensors.every(({ exact }) => exact)).toBe(true);
      expect(conversion.tensors.every(({ maxAbsError }) => (maxAbsError ?? 1) < 1e-6)).toBe(true);
      expect((await againstTwin()).gate).toEqual({ name: 'strict', passed: true, failures: [] });
      // llama.cpp's own quantised arithmetic rounds activations: cosine 0.9995, nine likeliest tokens of ten.
      expect((await againstSource()).gate.failures).toEqual([]);
    },
  );

  test.each(Object.entries(nanoModels))('a small model of %s', async (architecture, nano) => {
    const { againstTwin, conversion } = await convertAndRun({ ...nano, architecture, typeOf: () => 'Q8_0' });
    const { gate, cosine, greedyPrefix } = await againstTwin();
    if (architecture === 'gemma3') {
      // llama.cpp takes this gate's function from a table of half-precision numbers.
      expect(cosine).toBeGreaterThan(0.9999999);
      expect(greedyPrefix.equal).toBe(greedyPrefix.of);
    } else expect(gate.failures).toEqual([]);
    expect(conversion.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });

  test('llama with separate matrices and the permuted rotation', async () => {
    const { againstTwin } = await convertAndRun({ architecture: 'llama', typeOf: () => 'Q4_0' });
    expect((await againstTwin()).gate.failures).toEqual([]);
  });

  test('llama 3: frequencies divided by the factors of rope_freqs, the head tied to the embedding', async () => {
    const { againstTwin, conversion } = await convertAndRun({
      architecture: 'llama',
      typeOf: () => 'Q4_K',
      vectors: { 'rope_freqs.weight': Array.from({ length: 16 }, (_, i) => 1 + i / 2) },
      isTied: true,
    });
    expect((await againstTwin()).gate.failures).toEqual([]);
    expect(conversion.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});

const yarn = { 'rope.scaling.type': 'yarn', 'rope.scaling.original_context_length': 1024 };
test.each([{}, { 'rope.scaling.type': 'linear' }, yarn])(
  'positions divided by a factor, as llama.cpp does with %j',
  async (type) => {
    const { againstTwin } = await convertAndRun({
      ...phi3('F16'),
      metadata: { 'rope.scaling.factor': 4, ...type },
    });
    expect((await againstTwin()).gate.failures).toEqual([]);
  },
);

describe('long-rope', () => {
  const factors = (by: number) => Array.from({ length: 16 }, (_, i) => 1 + i * by);
  const longRope = (originalTokens: number): SmallModel => ({
    ...phi3('Q8_0'),
    metadata: { 'rope.scaling.original_context_length': originalTokens, 'rope.scaling.attn_factor': 1.19 },
    vectors: { 'rope_factors_short.weight': factors(0.05), 'rope_factors_long.weight': factors(0.9) },
  });

  test('the short factors up to the original context', async () => {
    const { againstTwin } = await convertAndRun(longRope(1024));
    expect((await againstTwin()).gate.failures).toEqual([]);
  });

  test('the long factors above it', async () => {
    const { againstTwin, conversion } = await convertAndRun(longRope(256), { context: 2048 });
    expect((await againstTwin()).gate.failures).toEqual([]);
    expect(conversion.notes.join()).toContain('long factors');
  });

  test('both in one graph: short as long as the sequence is', async () => {
    const { againstTwin } = await convertAndRun(longRope(1024), { context: 'both' });
    expect((await againstTwin()).gate.failures).toEqual([]);
  });

  test('both in one graph: long from the first token on that is beyond', async () => {
    const { againstTwin } = await convertAndRun(longRope(4), { context: 'both' });
    expect((await againstTwin()).gate.failures).toEqual([]);
  });

  test('the wrong factors do not pass', async () => {
    const { againstTwin } = await convertAndRun(longRope(256), { context: null });
    expect((await againstTwin()).gate.passed).toBe(false);
  });
});

test('Q5_K has no exact form: its error is in the report, and it passes the loose gate', async () => {
  const { conversion, againstSource } = await convertAndRun(phi3('Q5_K'));
  const matrix = conversion.tensors.find(({ from }) => from === 'Q5_K');
  expect(matrix).toMatchObject({ exact: false, note: expect.stringContaining('requantised') });
  expect(matrix?.relativeRmsError).toBeGreaterThan(1e-4);
  expect(matrix?.relativeRmsError).toBeLessThan(0.01);
  expect((await againstSource()).gate.failures).toEqual([]);
});

test.each(['F32', 'Q4_K'] as WritableType[])(
  'half-precision activations from %s pass the loose gate',
  async (type) => {
    const { againstTwin } = await convertAndRun(phi3(type), { activations: 'fp16' });
    const { cosine, topOneShare } = await againstTwin();
    expect(cosine).toBeGreaterThan(0.9995);
    expect(topOneShare).toBeGreaterThanOrEqual(0.9);
  },
);
