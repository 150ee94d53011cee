import type { PlanStep } from '../protocol/plan-file.ts';

/** Tokens of the warm-up's prompt and generation: enough to touch every weight in both phases. */
const WARM_UP = { prompt: 32, generate: 8 };

const prompted: PlanStep = {
  case: 'warm-up',
  prompt: { kind: 'synthetic', tokens: WARM_UP.prompt, seed: 0 },
  generateTokens: WARM_UP.generate,
  repetitions: 1,
  forSeconds: null,
  scored: false,
};

/** The steps with what warms them up: once before prompted steps; before each row as llama-bench does, prompt whole and one token. */
export function withWarmUps(steps: readonly PlanStep[]): PlanStep[] {
  const rows = steps.flatMap((step) => (step.bench ? [warmUpOf(step, step.bench), step] : [step]));
  return steps.every((step) => step.bench) ? rows : [prompted, ...rows];
}

const warmUpOf = (step: PlanStep, shape: NonNullable<PlanStep['bench']>): PlanStep => ({
  ...step,
  case: 'warm-up',
  repetitions: 1,
  scored: false,
  bench: { ...shape, depthTokens: 0, generateTokens: Math.min(1, shape.generateTokens) },
});
