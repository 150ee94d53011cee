import { z } from 'zod';
import { readings } from './decide.ts';

const interval = z.tuple([z.number(), z.number()]);

/** How a metric changed; percentages of the baseline. */
export const change = z.strictObject({
  /** Geometric means over the cases and launches that were compared; the candidate's as if each had run where the baseline did. */
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  changePercent: z.number().nullable(),
  ci90Percent: interval.nullable(),
  ci95Percent: interval.nullable(),
  p: z.number().nullable(),
  blocks: z.int(),
  /** Launches that the change rests on, and those too far out to belong to them. */
  launches: z.int(),
  outliers: z.int(),
  reading: z.enum(readings),
  beyondMargin: z.boolean(),
  /** Proved one-sided at the level of this analysis: not worse by what is allowed. */
  notWorse: z.boolean(),
  /** One-sided p that it is worse, before Holm; of one of several analyses, one over the likelihood ratio, with A/A nights by their own bound. */
  worseP: z.number().nullable(),
  blocksNeeded: z.number().nullable(),
  /** The margin that applied, per cent of the baseline. */
  allowedPercent: z.number(),
  note: z.string().nullable(),
});
export type Change = z.infer<typeof change>;

/** How one case of a suite changed on one phone, against its own margin. */
export const caseChange = change.extend({ case: z.string() });
export type CaseChange = z.infer<typeof caseChange>;

/** How a metric of a suite changed on one phone: over its cases, and in each of them where there are several. */
export const deviceChange = change.extend({
  device: z.string(),
  /** True where it decides whether the build may ship. */
  decides: z.boolean(),
  cases: z.array(caseChange),
});
export type DeviceChange = z.infer<typeof deviceChange>;

/** What became of a metric of one suite from baseline to candidate: on each phone, and over all. */
export const metricComparison = z.strictObject({
  metric: z.string(),
  name: z.string(),
  unit: z.string(),
  direction: z.enum(['higher', 'lower']),
  suite: z.string(),
  /** A change within it is no change, per cent; a phone may have another. */
  marginPercent: z.number(),
  /** True where it decides on any phone. */
  gating: z.boolean(),
  perDevice: z.array(deviceChange),
  pooled: change,
  devicesDisagree: z.boolean(),
  /** What weakens the comparison, as sentences. */
  warnings: z.array(z.string()),
});
export type MetricComparison = z.infer<typeof metricComparison>;
