import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { centredCosine, type LlamaScores, llamaScores, topOf } from '../llama-scores.fixture.ts';
import { convertToCoreMl } from './convert-to-coreml.ts';
import { type Kind, nanoModels, type SmallModel, writeSmallModel } from './decoder-models.fixture.ts';
import { type DecoderRunner, openDecoder } from './interpret/decoder-runner.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-coreml-'));
});
afterAll(() => rm(folder, { recursive: true }));

const CONTEXT_TOKENS = 64;
const PREFILL_TOKENS = 16;
const GREEDY_TOKENS = 24;
/** More than one prefill takes, so that a chunk is full and one is not. */
const PROMPT = Array.from({ length: 21 }, (_, i) => (i * 37 + 11) % 440);

const mixed = (kind: Kind): 'Q4_K' | 'Q5_K' | 'Q6_K' =>
  kind === 'output' || kind === 'down' ? 'Q6_K' : kind === 'qkv' ? 'Q5_K' : 'Q4_K';
const factors = (spread: number): number[] => Array.from({ length: 16 }, (_, i) => 1 + (i * spread) / 16);

const models: readonly (readonly [string, SmallModel])[] = [
  ['phi3 Q4_0', { architecture: 'phi3', typeOf: () => 'Q4_0' }],
  ['phi3 Q8_0', { architecture: 'phi3', typeOf: () => 'Q8_0' }],
  ['phi3 Q4_K_M', { architecture: 'phi3', typeOf: mixed }],
  ['phi3 F16 with a tied head', { architecture: 'phi3', typeOf: () => 'F16', isTied: true }],
  [
    'phi3 long rope, longer than its original context',
    {
      architecture: 'phi3',
      typeOf: () => 'Q8_0',
      metadata: { 'rope.scaling.original_context_length': 32, 'rope.scaling.attn_factor': 1.19 },
      vectors: { 'rope_factors_long.weight': factors(8), 'rope_factors_short.weight': factors(2) },
    },
  ],
  [
    'phi3 stretched by YaRN',
    {
      architecture: 'phi3',
      typeOf: () => 'Q8_0',
      metadata: {
        'rope.scaling.type': 'yarn',
        'rope.scaling.factor': 4,
        'rope.scaling.original_context_length': 1024,
      },
    },
  ],
  [
    'phi3 rotating half of each head',
    { architecture: 'phi3', typeOf: () => 'Q8_0', metadata: { 'rope.dimension_count': 16 } },
  ],
  ...Object.entries(nanoModels).map(
    ([architecture, nano]) =>
      [`${architecture} Q8_0`, { ...nano, architecture, typeOf: () => 'Q8_0' }] as const,
  ),
  ['llama Q4_0', { architecture: 'llama', typeOf: () => 'Q4_0' }],
  [
    'llama Q4_K_M with frequency factors',
    { architecture: 'llama', typeOf: mixed, vectors: { 'rope_freqs.weight': factors(8) } },
  ],
];

interface Compared {
  readonly reference: LlamaScores;
  readonly decoder: DecoderRunner;
}

async function converted(name: string, model: SmallModel, rounding: 'none' | 'half'): Promise<Compared> {
  const at = join(folder, name.replaceAll(/[^a-z0-9]/gi, '-'));
  await writeSmallModel(model, `${at}.gguf`, `${at}-twin.gguf`, folder);
  const options = {
    contextTokens: CONTEXT_TOKENS,
    prefillTokens: PREFILL_TOKENS,
    offsets: 'float',
    force: true,
    verify: null,
  } as const;
  await convertToCoreMl(`${at}.gguf`, `${at}.mlpackage`, options);
  return {
    reference: await llamaScores(`${at}-twin.gguf`, PROMPT, GREEDY_TOKENS, CONTEXT_TOKENS),
    decoder: await openDecoder(`${at}.mlpackage`, rounding),
  };
}

function prefill(decoder: DecoderRunner): Float32Array {
  let logits = new Float32Array();
  for (let at = 0; at < PROMPT.length; at += PREFILL_TOKENS)
    logits = new Float32Array(decoder.prefill(PROMPT.slice(at, at + PREFILL_TOKENS)));
  return logits;
}

function greedy(decoder: DecoderRunner, first: ArrayLike<number>): number[] {
  const tokens = [topOf(first)];
  while (tokens.length < GREEDY_TOKENS) tokens.push(topOf(decoder.decode(tokens.at(-1) ?? 0)));
  return tokens;
}

test.each(models)('%s: the program agrees with llama.cpp on its twin', async (name, model) => {
  const { reference, decoder } = await converted(name, model, 'none');
  const cosines = PROMPT.map((token, i) =>
    centredCosine(decoder.decode(token), reference.logProbabilities[i] ?? []),
  );
  expect(Math.min(...cosines)).toBeGreaterThanOrEqual(0.99999);
  decoder.clear();
  const last = prefill(decoder);
  expect(centredCosine(last, reference.logProbabilities.at(-1) ?? [])).toBeGreaterThanOrEqual(0.99999);
  expect(greedy(decoder, last)).toEqual(reference.greedy);
});

test('rounded to half precision after every operation it still does', async () => {
  const { reference, decoder } = await converted(
    'half',
    { architecture: 'phi3', typeOf: () => 'Q4_0' },
    'half',
  );
  const last = prefill(decoder);
  expect(centredCosine(last, reference.logProbabilities.at(-1) ?? [])).toBeGreaterThanOrEqual(0.99999);
  expect(greedy(decoder, last)).toEqual(reference.greedy);
});
