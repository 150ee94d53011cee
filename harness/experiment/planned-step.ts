import { z } from 'zod';
import { planStep, syntheticPrompt } from '../protocol/plan-file.ts';
import { expectation } from './expectation.ts';

/**
 * What a suite asks: a question or a conversation, which each model reads in its own template, or exactly `tokens` seeded ids.
 */
export const suitePrompt = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('chat'), text: z.string().min(1) }),
  syntheticPrompt,
  z.strictObject({
    kind: z.literal('conversation'),
    /** What the user says, in this order and then from the beginning again; the model answers each. */
    turns: z.array(z.strictObject({ text: z.string().min(1) })).min(1),
  }),
]);

/** A step as it is planned: for every build alike, since nothing is rendered yet. No agent is told what is expected. */
export const plannedStep = planStep.extend({ prompt: suitePrompt, expect: expectation.optional() });
export type PlannedStep = z.infer<typeof plannedStep>;

/** The questions of these steps, each once, in their order: what each model renders by itself. */
export function chatTexts(steps: readonly PlannedStep[]): string[] {
  return [
    ...new Set(steps.flatMap(({ prompt }) => (prompt.kind === 'chat' ? [prompt.text] : turnsOf(prompt)))),
  ];
}

/** What is said in conversations, each once: it is rendered as what follows an answer, too. */
export const turnTexts = (steps: readonly PlannedStep[]): string[] => [
  ...new Set(steps.flatMap(({ prompt }) => turnsOf(prompt))),
];

const turnsOf = (prompt: PlannedStep['prompt']): readonly string[] =>
  prompt.kind === 'conversation' ? prompt.turns.map(({ text }) => text) : [];
