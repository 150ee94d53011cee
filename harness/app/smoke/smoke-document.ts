import { z } from 'zod';

/** What is done on a phone, in its order. */
export const smokeStepIds = [
  'examine',
  'session',
  'install',
  'push',
  'launch',
  'measure',
  'collect',
  'record',
] as const;
export type SmokeStepId = (typeof smokeStepIds)[number];

const smokeStep = z.object({
  step: z.enum(smokeStepIds),
  outcome: z.enum(['worked', 'failed', 'not reached']),
  /** Null: it was not reached, or nobody took its time. */
  seconds: z.number().nonnegative().nullable(),
  says: z.string(),
});
export type SmokeStep = z.infer<typeof smokeStep>;

/** `smoke.json`, and what `heatsoak smoke --json` prints: nothing in it names the phone or its owner. */
export const smokeDocument = z.object({
  device: z.string(),
  /** A virtual phone that works says nothing of an iPhone. */
  virtual: z.boolean(),
  heatsoak: z.string(),
  works: z.boolean(),
  steps: z.array(smokeStep),
  /** What ended it; null: nothing did. */
  fault: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
  /** The run folder, which stays on this host; null: there is none. */
  run: z.string().nullable(),
  /** Folder with `exchanges.json` and `smoke.json`, for a bug report; null: it could not be written. */
  recorded: z.string().nullable(),
  exitCode: z.int(),
});
export type SmokeDocument = z.infer<typeof smokeDocument>;
