import { z } from 'zod';

/** Worst first. */
export const verdictWords = ['NO-GO', 'INVALID', 'INCONCLUSIVE', 'GO'] as const;
export type VerdictWord = (typeof verdictWords)[number];

/** The verdict on one phone. */
export const deviceVerdict = z.strictObject({
  device: z.string(),
  name: z.string(),
  verdict: z.enum(verdictWords),
  /** One sentence; the numbers behind it are in `detail`. */
  reason: z.string(),
  detail: z.string().nullable(),
});
export type DeviceVerdict = z.infer<typeof deviceVerdict>;

/** The verdict on the run, and on each phone. */
export const runVerdict = z.strictObject({
  verdict: z.enum(verdictWords),
  headline: z.string(),
  detail: z.string().nullable(),
  devices: z.array(deviceVerdict),
});
export type RunVerdict = z.infer<typeof runVerdict>;
