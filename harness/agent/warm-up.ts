import { WARM_UP_CASE } from '../protocol/case-names.ts';
import type { BenchShape, PlanStep } from '../protocol/plan-file.ts';

/** Before prompted steps: enough tokens to touch every weight in both phases. */
export const warmUp: PlanStep = {
  case: WARM_UP_CASE,
  prompt: { kind: 'synthetic', tokens: 32, seed: 0 },
  generateTokens: 8,
  repetitions: 1,
  forSeconds: null,
  scored: false,
};

/** Before each row as llama-bench does it: the prompt whole, and one token. */
export const warmUpOf = (step: PlanStep, shape: BenchShape): PlanStep => ({
  ...step,
  case: WARM_UP_CASE,
  repetitions: 1,
  scored: false,
  bench: { ...shape, depthTokens: 0, generateTokens: Math.min(1, shape.generateTokens) },
});
