import type { PlanStep } from './plan-file.ts';

/**
 * How many trials a launch of these steps runs, warm-ups counted: one before prompted steps, one before each row of
 * llama-bench. Null where a step runs for a time, since nobody knows how often it will.
 */
export function plannedTrials(steps: readonly PlanStep[]): number | null {
  if (steps.some(({ forSeconds }) => forSeconds !== null)) return null;
  const rows = steps.filter(({ bench }) => bench !== undefined).length;
  const warmUps = rows + (rows < steps.length ? 1 : 0);
  return steps.reduce((sum, { repetitions }) => sum + repetitions, warmUps);
}
