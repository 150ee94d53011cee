import { z } from 'zod';
import { recovery } from '../protocol/plan-file.ts';
import { expectation } from './expectation.ts';
import { type PlannedStep, suitePrompt } from './planned-step.ts';
import { suiteKinds } from './suite-kinds.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');

const suiteCase = z
  .strictObject({
    id,
    title: z.string().optional(),
    prompt: suitePrompt,
    generateTokens: z.int().min(2),
    repetitions: z.int().positive().default(1),
    /** Also ask how probable the model finds the prompt: the measure of quality that greedy ids cannot give. */
    score: z.boolean().optional(),
    /** What the answer must be: a candidate that gets it wrong where its baseline, or the reference, is right does not pass. */
    expect: expectation.optional(),
  })
  .refine(({ expect, prompt }) => expect === undefined || prompt.kind === 'chat', {
    error: 'nothing can be expected of the answer to synthetic tokens',
    path: ['expect'],
  });

/**
 * A suite file. A soak repeats its one case in equal cycles for `soakSeconds`; a conversation is one case too, whose turns go on
 * for `limitSeconds`.
 */
export const suiteFile = z.strictObject({
  $schema: z.string().optional(),
  id,
  title: z.string().min(1),
  kind: z.enum(suiteKinds),
  soakSeconds: z.number().min(300).optional(),
  /** Of a conversation: no turn begins later. */
  limitSeconds: z.number().min(60).optional(),
  /** After a soak, probe until the speed is back. */
  recovery: recovery.optional(),
  cases: z.array(suiteCase).min(1),
});
export type Suite = z.infer<typeof suiteFile>;

/** What a launch of the suite runs, in the file's order. The agent warms up by itself before. */
export function stepsOfSuite(suite: Suite): PlannedStep[] {
  return suite.cases.map((each) => ({
    case: each.id,
    prompt: each.prompt,
    generateTokens: each.generateTokens,
    repetitions: each.repetitions,
    forSeconds: loadSeconds(suite),
    scored: true,
    ...(each.score ? { score: true } : {}),
    ...(each.expect ? { expect: each.expect } : {}),
    ...(suite.kind === 'soak' && suite.recovery ? { recovery: suite.recovery } : {}),
  }));
}

/** A sustained run is one continuous load of ten minutes. */
const DEFAULT_SOAK_SECONDS = 600;
/** Half an hour of talk fills a context of 4096 four times on the slowest phone. */
const DEFAULT_TALK_SECONDS = 1800;

function loadSeconds({ kind, soakSeconds, limitSeconds }: Suite): number | null {
  if (kind === 'soak') return soakSeconds ?? DEFAULT_SOAK_SECONDS;
  return kind === 'conversation' ? (limitSeconds ?? DEFAULT_TALK_SECONDS) : null;
}
