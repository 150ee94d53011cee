import { z } from 'zod';
import { doubts } from './doubts.ts';
import { gateLine } from './gates/gate-line.ts';

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

/** What the gate says of the run, and of each phone. */
export const gateVerdict = z.strictObject({
  verdict: z.enum(verdictWords),
  headline: z.string(),
  detail: z.string().nullable(),
  devices: z.array(deviceVerdict),
});
export type GateVerdict = z.infer<typeof gateVerdict>;

/** The verdict, what was asked and found, and how much there is to doubt. */
export const runVerdict = gateVerdict.extend({
  doubts,
  /** Absent in older results. */
  gates: z.array(gateLine).optional(),
});
export type RunVerdict = z.infer<typeof runVerdict>;
