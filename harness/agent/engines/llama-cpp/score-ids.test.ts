import type { LlamaContextSequence } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { scoreIds } from './score-ids.ts';

/** Gives the same probabilities after each id. */
const sequenceOf = (...probabilities: number[]): LlamaContextSequence =>
  ({
    clearHistory: async () => undefined,
    controlledEvaluate: async (ids: readonly unknown[]) =>
      ids.map(() => ({ next: { probabilities: new Map(probabilities.entries()) } })),
  }) as unknown as LlamaContextSequence;

test('scores are logarithms whose probabilities add up to one', async () => {
  const [row = []] = await scoreIds(sequenceOf(0.5, 0.3, 0.2), [1], 3);
  expect([...row].reduce((sum, each) => sum + Math.exp(each), 0)).toBeCloseTo(1, 5);
});

test.each([
  ['a model of nothing but NaN, which quantised weights turn into equal logits', 0.25],
  ['one whose NaN comes through', Number.NaN],
])('%s gives no numbers, and no even distribution', async (_, probability) => {
  const rows = await scoreIds(sequenceOf(probability, probability, probability, probability), [1, 2], 4);
  expect(rows.map((row) => [...row])).toEqual([1, 2].map(() => new Array(4).fill(Number.NaN)));
});

test('a vocabulary of one id is certain of it', async () => {
  expect(await scoreIds(sequenceOf(1), [0], 1)).toEqual([Float32Array.of(0)]);
});
