import { describe, expect, test } from 'vitest';
import { conversionFailures, LOUDEST, type TwinComparison } from './conversion-gate.ts';

const runner = { file: 'model', engine: 'engine', version: '1', backend: 'cpu' };
const found = (numbers: Partial<TwinComparison>): TwinComparison => ({
  v: 1,
  reference: runner,
  target: runner,
  prompts: 'chat',
  sameTokens: true,
  positions: 100,
  cosine: 1,
  maxAbsError: 1e-4,
  spread: 3.7,
  topOneShare: 1,
  meanKl: 0,
  greedyPrefix: { equal: 24, of: 24 },
  perplexity: { tokens: 128, reference: 9, target: 9, differencePercent: 0 },
  ...numbers,
});

test('a sound conversion fails nothing', () => {
  expect(conversionFailures(found({}), 'exact', null)).toEqual([]);
});

test('logits that lie further apart may be off as much more, and no more', () => {
  const far = (maxAbsError: number) => conversionFailures(found({ maxAbsError, spread: 40 }), 'exact', null);
  expect(far(0.009)).toEqual([]);
  expect(far(0.011)).toEqual(['largest error 1.10e-2, 1.00e-2 allowed']);
  expect(conversionFailures(found({ maxAbsError: 0.0011, spread: 1 }), 'exact', null)).toHaveLength(1);
});

describe('the noise of the twin itself', () => {
  const noisy = found({ maxAbsError: 0.01 });

  test('excuses as much as four times of it', () => {
    expect(conversionFailures(noisy, 'exact', null)).toHaveLength(1);
    expect(conversionFailures(noisy, 'exact', { maxAbsError: 0.003, meanKl: 0, topOneShare: 1 })).toEqual([]);
    expect(conversionFailures(noisy, 'exact', LOUDEST)).toEqual([]);
  });

  test('excuses a damaged model in nothing, however loud it is', () => {
    // What one block of zeros in one matrix of three layers of SmolLM2 gives.
    const damaged = found({ maxAbsError: 0.174, meanKl: 6.6e-6, topOneShare: 0.996 });
    expect(conversionFailures(damaged, 'exact', LOUDEST)).toEqual(['largest error 1.74e-1, 5.00e-2 allowed']);
  });
});
