import { z } from 'zod';
import { planStep, syntheticPrompt } from '../protocol/plan-file.ts';
import { expectation } from './expectation.ts';

/** What a suite asks: a question, which each model reads in its own template, or exactly `tokens` seeded ids. */
export const suitePrompt = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('chat'), text: z.string().min(1) }),
  syntheticPrompt,
]);

/** A step as it is planned: for every build alike, since nothing is rendered yet. No agent is told what is expected. */
export const plannedStep = planStep.extend({ prompt: suitePrompt, expect: expectation.optional() });
export type PlannedStep = z.infer<typeof plannedStep>;

/** The questions of these steps, each once, in their order. */
export function chatTexts(steps: readonly PlannedStep[]): string[] {
  return [...new Set(steps.flatMap(({ prompt }) => (prompt.kind === 'chat' ? [prompt.text] : [])))];
}
