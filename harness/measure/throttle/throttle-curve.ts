import { z } from 'zod';

/** What one sustained run says; speeds in tok/s, times in seconds of load. */
export const throttleCurve = z.strictObject({
  /** Why nothing may be concluded from this run; null when it is sound. */
  invalid: z.string().nullable(),
  /** Seconds without tokens; they took the median of their neighbours. */
  emptySeconds: z.int(),
  v0: z.number(),
  burst: z.number(),
  /** The first drop came so early that burst reads low; `v0` stands beside it then. */
  burstUnstable: z.boolean(),
  plateau: z.number(),
  plateauReached: z.boolean(),
  /** Plateau ÷ burst. */
  retention: z.number(),
  depth: z.number(),
  throttled: z.boolean(),
  /** Null: censored at the length of the run. */
  onsetSeconds: z.number().nullable(),
  /** What the onset was read from: a step, or the start of an exponential fall that fits better than a staircase. */
  onsetFrom: z.enum(['step', 'decay']),
  /** Time constant of that fall, seconds; null for steps. */
  decaySeconds: z.number().nullable(),
  /** Cross-check from rolling medians; not the headline. */
  rollingOnsetSeconds: z.number().nullable(),
  t10: z.number().nullable(),
  t25: z.number().nullable(),
  t50: z.number().nullable(),
  segments: z.array(z.strictObject({ startSecond: z.number(), tokensPerSecond: z.number() })),
});
export type ThrottleCurve = z.infer<typeof throttleCurve>;
