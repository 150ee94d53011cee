import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import { textOf } from '../gguf/metadata.ts';
import { isSized, shapeOf } from '../inspect/shape.ts';
import { phi3Metadata, presets } from '../phi3.ts';
import type { MemorySettings } from './cache-bytes.ts';
import { everySetting, otherHeaders, otherSettings } from './compared-settings.fixture.ts';
import { type DecoderFacts, decoderFacts } from './decoder-facts.ts';
import { headers, metadataOf } from './headers.fixture.ts';
import { isMeasured } from './measured-architectures.ts';
import { predictMemory } from './predict-memory.ts';

const MIB = 2 ** 20;

/** What llama.cpp v0.4.0 reported for these headers (`npm run bench:memory -- --write`): cache, state, compute, output, MiB. */
type Buffers = [keyValue: number, state: number, compute: number, output: number];
const reported = JSON.parse(readFileSync(new URL('./llama-buffers.json', import.meta.url), 'utf8')) as Record<
  string,
  (Buffers | null)[]
>;

function factsOf(name: string): DecoderFacts {
  const header = headers.find((each) => each.name === name);
  if (!header) throw new Error(`no header ${name}`);
  const metadata = metadataOf(header);
  const shape = shapeOf(metadata, header.architecture);
  if (!shape || !isSized(shape)) throw new Error(`${name} has no shape`);
  return decoderFacts(metadata, header.architecture, shape);
}

test('the buffers were reported by the llama.cpp that runs here', () => {
  const folder = join(llamaCppSources() ?? '', '..');
  const { release } = createRequire(import.meta.url)(join(folder, 'binariesGithubRelease.json')) as {
    release: string;
  };
  expect(release).toBe('v0.4.0');
});

test('headers of at least 15 architectures were held against llama.cpp, and only those count as measured', () => {
  const architectures = new Set(headers.map(({ architecture }) => architecture));
  expect(architectures.size).toBeGreaterThanOrEqual(15);
  expect([...architectures].filter((each) => !isMeasured(each))).toEqual([]);
  expect(isMeasured('mamba')).toBe(false);
});

/** The log gives two decimals of each line, and there are several lines to a buffer. */
const ROUNDING = 0.05;

function compare(name: string, settings: MemorySettings, buffers: Buffers): void {
  const [keyValue, state, compute, output] = buffers;
  const predicted = predictMemory(factsOf(name), 0, settings);
  const said = JSON.stringify({ name, ...settings });
  expect(Math.abs(predicted.keyValueBytes / MIB - keyValue), said).toBeLessThan(ROUNDING);
  expect(Math.abs(predicted.stateBytes / MIB - state), said).toBeLessThan(ROUNDING);
  expect(Math.abs(predicted.computeBytes / MIB - compute), said).toBeLessThan(ROUNDING);
  expect(Math.abs(predicted.outputBytes / MIB - output), said).toBeLessThan(ROUNDING);
}

test.each(headers.map(({ name }) => name))(
  '%s: every buffer is as llama.cpp reports it, at four contexts, without and with flash attention',
  (name) => {
    everySetting.forEach((settings, index) => {
      const buffers = reported[name]?.[index];
      expect(buffers, `${name} ${index}`).toBeTruthy();
      if (buffers) compare(name, settings, buffers);
    });
  },
);

test.each([...otherHeaders])(
  '%s: so it is with other caches, several sequences, and sizes that are not round',
  (name) => {
    const rows = reported[name]?.slice(everySetting.length) ?? [];
    expect(rows).toHaveLength(otherSettings.length);
    otherSettings.forEach((settings, index) => {
      const buffers = rows[index];
      if (buffers) compare(name, settings, buffers);
    });
    expect(rows.filter((row) => row !== null).length).toBeGreaterThanOrEqual(otherSettings.length - 2);
  },
);

test('a mistake in a layer is seen: a window less, a shared cache less, an expert more', () => {
  const charged = (facts: DecoderFacts): number =>
    predictMemory(facts, 0, { context: 16_384, keyValueType: 'f16', flashAttention: true }).chargedBytes;
  const [gemma3, gemma3n, moe] = [factsOf('gemma3-1b'), factsOf('gemma3n-e2b'), factsOf('mixtral-8x7b')];
  const changed = (facts: DecoderFacts, change: object): DecoderFacts => ({
    ...facts,
    layers: facts.layers.map((layer, index) =>
      index === facts.layers.length - 1 ? { ...layer, ...change } : layer,
    ),
  });
  expect(charged(changed(gemma3, { window: null })) / charged(gemma3)).toBeGreaterThan(1.02);
  expect(charged(changed(gemma3n, { cache: 'own' })) / charged(gemma3n)).toBeGreaterThan(1.02);
  const more = moe.experts && { ...moe.experts, used: 3 };
  expect(charged({ ...moe, experts: more }) / charged(moe)).toBeGreaterThan(1.02);
});

/** Buffers that llama.cpp logged for whole files with weights: key-value cache (f16) and compute, MiB. */
test.each([
  ['nano', 1000, true, 1, 5.51],
  ['tiny', 2048, true, 8, 63.63],
  ['demo', 2048, true, 0.5, 62.88],
  ['mini', 4096, false, 1536, 294],
  ['mini', 4096, true, 1536, 90.6],
] as const)(
  'synthesised %s, %i tokens, flash attention %s',
  (preset, context, flashAttention, cache, compute) => {
    const metadata = phi3Metadata(presets[preset], 0, new Map());
    const shape = shapeOf(metadata, textOf(metadata, 'general.architecture') ?? '');
    if (!shape) throw new Error(`${preset} has no shape`);
    const { feedForward, vocabulary } = presets[preset];
    const facts = decoderFacts(metadata, 'phi3', { ...shape, feedForward, vocabulary });
    const predicted = predictMemory(facts, 0, { context, keyValueType: 'f16', flashAttention });
    expect(predicted.keyValueBytes).toBe(cache * MIB);
    expect(predicted.computeBytes / MIB).toBeCloseTo(compute, 0);
  },
);
