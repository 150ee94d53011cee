import { expect, test } from 'vitest';
import type { PlanStep } from './plan-file.ts';
import { plannedTrials } from './planned-trials.ts';

const step: PlanStep = {
  case: 'a',
  prompt: { kind: 'synthetic', tokens: 4, seed: 1 },
  generateTokens: 4,
  repetitions: 3,
  forSeconds: null,
  scored: true,
};
const row: PlanStep = {
  ...step,
  bench: { promptTokens: 4, generateTokens: 0, depthTokens: 0, batchTokens: 4 },
};

test('prompted steps are warmed up once, rows of llama-bench each', () => {
  expect(plannedTrials([step, step])).toBe(1 + 6);
  expect(plannedTrials([row, row])).toBe(2 + 6);
  expect(plannedTrials([row, step])).toBe(2 + 6);
});

test('how many trials a soak runs is not known before', () => {
  expect(plannedTrials([{ ...step, forSeconds: 600 }])).toBeNull();
});
