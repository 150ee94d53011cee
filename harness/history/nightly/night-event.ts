import { z } from 'zod';
import { verdictWords } from '../../judge/verdict.ts';
import { confirmationOutcomes } from '../confirmation.ts';

const at = z.iso.datetime();

/** A suite that did not fit, and what it would have taken. */
export const leftSuite = z.strictObject({ suite: z.string(), seconds: z.number(), why: z.string() });
export type LeftSuite = z.infer<typeof leftSuite>;

/** Something of the lab that was not used tonight; device null: of the host. */
export const unfitPart = z.strictObject({ device: z.string().nullable(), why: z.string() });
export type UnfitPart = z.infer<typeof unfitPart>;

/** A trigger of the history, as it stood tonight. */
export const openTrigger = z.strictObject({
  change: z.string(),
  series: z.string(),
  better: z.boolean(),
  shiftPercent: z.number(),
});
export type OpenTrigger = z.infer<typeof openTrigger>;

/** What a night answered to a trigger; the outcome is null where no A/B could be made, and `why` says what was in the way. */
export const triggerAnswer = z.strictObject({
  change: z.string(),
  better: z.boolean(),
  run: z.string().nullable(),
  outcome: z.enum(confirmationOutcomes).nullable(),
  changePercent: z.number().nullable(),
  /** What the newer build did wrong by itself in the A/B: a crash, another answer. */
  fault: z.string().nullable(),
  why: z.string().nullable(),
});
export type TriggerAnswer = z.infer<typeof triggerAnswer>;

/** A line of a night's journal: what was done, so that a night that was killed is gone on with from there. */
export const nightEvent = z.discriminatedUnion('did', [
  z.strictObject({
    ...{ did: z.literal('begin'), at, v: z.literal(1), night: z.string() },
    budgetSeconds: z.number().nullable(),
    retries: z.int(),
  }),
  z.strictObject({ did: z.literal('build'), at, candidate: z.string(), sha256: z.string() }),
  z.strictObject({
    ...{ did: z.literal('examine'), at },
    fit: z.array(z.string()),
    unfit: z.array(unfitPart),
  }),
  /** The run is about to begin; its folder may not be there yet. */
  z.strictObject({
    ...{ did: z.literal('plan'), at, run: z.string(), seconds: z.number() },
    suites: z.array(z.string()),
    left: z.array(leftSuite),
    /** Why there is no baseline; null: there is one. */
    withoutBaseline: z.string().nullable(),
  }),
  z.strictObject({
    ...{ did: z.literal('measure'), at, run: z.string() },
    /** Phones that still have something to do. */
    unfinished: z.array(z.string()),
    /** Launches that left at least one trial, on all phones. */
    launches: z.int(),
  }),
  /** Nothing was measured, and nothing will be tonight. */
  z.strictObject({ did: z.literal('give-up'), at, why: z.string() }),
  z.strictObject({
    ...{ did: z.literal('judge'), at, run: z.string() },
    verdict: z.enum(verdictWords),
    headline: z.string(),
    /** Of the run alone. */
    exitCode: z.int(),
  }),
  z.strictObject({ did: z.literal('watch'), at, open: z.array(openTrigger) }),
  /** The A/B is about to begin. */
  z.strictObject({ did: z.literal('ask'), at, change: z.string(), run: z.string() }),
  z.strictObject({ did: z.literal('answer'), at, ...triggerAnswer.shape }),
  z.strictObject({ did: z.literal('publish'), at, report: z.string() }),
  z.strictObject({ did: z.literal('rotate'), at, removed: z.array(z.string()), freedBytes: z.number() }),
  z.strictObject({ did: z.literal('end'), at, exitCode: z.int() }),
]);
export type NightEvent = z.infer<typeof nightEvent>;
export type NightEventOf<Did extends NightEvent['did']> = Extract<NightEvent, { did: Did }>;
