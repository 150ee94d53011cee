import { describe, expect, test } from 'vitest';
import { compareRows, perplexity } from '../../harness/statistics/compare-rows.ts';
import { gateFailures, gateNames, type Verification, verificationDocument } from './verification.ts';
import { verifyModels } from './verify-models.ts';
import type { VerifyPrompts } from './verify-prompts.ts';

const logs = (...probabilities: number[]): Float32Array => Float32Array.from(probabilities.map(Math.log));
const nothing = Float32Array.of(Number.NaN, Number.NaN);

test('equal rows have no error, and the constant that every row may have is taken off', () => {
  const one = logs(0.5, 0.25, 0.25);
  expect(compareRows([one], [one.map((value) => value + 3)])).toMatchObject({
    positions: 1,
    maxAbsError: expect.closeTo(0, 6),
    topOneEqual: 1,
  });
});

describe('a row with values that are not numbers is never dropped', () => {
  test.each([
    ['first', [nothing, logs(0.5, 0.5)]],
    ['last', [logs(0.5, 0.5), nothing]],
  ])('where it stands %s', (_, target) => {
    const rows = [logs(0.5, 0.5), logs(0.5, 0.5)];
    expect(compareRows(rows, target)).toEqual({
      positions: 2,
      cosine: null,
      maxAbsError: null,
      spread: 0,
      topOneEqual: 1,
      meanKl: null,
    });
  });

  test('on both sides: two broken models do not agree', () => {
    expect(compareRows([nothing], [nothing])).toMatchObject({ topOneEqual: 0, cosine: null });
  });

  test('a row that the target lacks', () => {
    expect(compareRows([logs(0.5, 0.5), logs(0.5, 0.5)], [logs(0.5, 0.5)])).toMatchObject({
      maxAbsError: null,
      topOneEqual: 1,
    });
  });
});

test('rows that say nothing have no direction, and so no cosine', () => {
  const [constant, sound] = [logs(0.5, 0.5), logs(0.25, 0.75)];
  expect(compareRows([constant], [constant]).cosine).toBeNull();
  expect(compareRows([sound], [constant]).cosine).toBeNull();
});

test('of no rows nothing is known', () => {
  expect(compareRows([], [])).toEqual({
    positions: 0,
    cosine: null,
    maxAbsError: null,
    spread: null,
    topOneEqual: 0,
    meanKl: null,
  });
  expect(perplexity([1], [logs(0.5, 0.5)])).toBeNaN();
});

test('what both hold for all but impossible is left out; what only one does is an error', () => {
  const gone = Number.NEGATIVE_INFINITY;
  const [one, other] = [Float32Array.of(-0.7, -0.7, gone), Float32Array.of(-0.7, -0.7, -95)];
  expect(compareRows([one], [other]).maxAbsError).not.toBeNull();
  const denied = Float32Array.of(gone, -0.01, -4.6);
  expect(compareRows([logs(0.5, 0.3, 0.2)], [denied])).toMatchObject({ maxAbsError: null, meanKl: null });
});

test('logarithms of what single precision hardly holds are not compared, those that it holds are', () => {
  const [one, other] = [Float32Array.of(-0.7, -0.7, -95, -103.2), Float32Array.of(-0.7, -0.7, -98, -101.5)];
  expect(compareRows([one], [other]).maxAbsError).toBeCloseTo(0, 6);
  const likely = Float32Array.of(-0.7, -0.7, -80, -103.2);
  expect(compareRows([one], [likely]).maxAbsError).toBeGreaterThan(5);
});

test('two ids that are equally likely but for rounding are both the likeliest', () => {
  const [one, other] = [Float32Array.of(-0.7, -0.70000005, -5), Float32Array.of(-0.70000005, -0.7, -5)];
  expect(compareRows([one], [other]).topOneEqual).toBe(1);
  expect(compareRows([Float32Array.of(-0.7, -0.701, -5)], [other]).topOneEqual).toBe(0);
});

const prompts: VerifyPrompts = { kind: 'plain', texts: ['x', 'y'], addBos: false };

/** A model of three ids that says the same at every place but one. */
const model = (spoiledAt: number | null) => async () => ({
  runner: { file: 'f', engine: 'e', version: '1', backend: 'cpu' },
  vocabularySize: 2,
  tokenize: () => [1, 0, 1],
  async *generate(_: readonly number[], count: number) {
    for (let i = 0; i < count; i++) yield 1;
  },
  score: async (ids: readonly number[]) => ids.map((_, i) => (i === spoiledAt ? nothing : logs(0.25, 0.75))),
  clear: async () => undefined,
  close: async () => undefined,
});

test.each(gateNames.filter((name) => name !== 'none'))(
  'a model that gives no numbers at one place does not pass the gate %s, and its report can be written',
  async (gate) => {
    const found = await verifyModels(model(null), model(0), { text: 'x', gate, prompts });
    expect(found.gate.passed).toBe(false);
    expect(verificationDocument.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
    expect((await verifyModels(model(null), model(null), { text: 'x', gate, prompts })).gate.passed).toBe(
      true,
    );
  },
);

test('a gate lets nothing through that nobody compared', () => {
  const found: Omit<Verification, 'gate'> = {
    v: 1,
    reference: { file: 'a', engine: 'e', version: '1', backend: 'cpu' },
    target: { file: 'b', engine: 'e', version: '1', backend: 'cpu' },
    prompts: 'plain',
    sameTokens: true,
    positions: 0,
    cosine: null,
    maxAbsError: null,
    spread: null,
    topOneShare: null,
    meanKl: null,
    greedyPrefix: { equal: 0, of: 0 },
    perplexity: { tokens: 0, reference: null, target: null, differencePercent: null },
  };
  expect(gateFailures('strict', found)).toHaveLength(2);
  expect(gateFailures('loose', found)).toHaveLength(2);
});
