import { z } from 'zod';

const verdict = z.enum(['GO', 'NO-GO', 'INCONCLUSIVE', 'INVALID']);
const percent = z.number().nullable();
const interval = z.tuple([z.number(), z.number()]).nullable();

const change = z.object({
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  changePercent: percent,
  ci90Percent: interval,
  ci95Percent: interval,
  p: z.number().nullable(),
  blocks: z.int(),
  reading: z.enum(['no-change', 'regression', 'improvement', 'not-enough-evidence']),
  beyondMargin: z.boolean(),
  blocksNeeded: z.number().nullable(),
  note: z.string().nullable(),
});

/** `result.json`: everything that was derived, but the samples. */
export const resultDocument = z.object({
  v: z.literal(1),
  run: z.string(),
  metricsVersion: z.int(),
  /** True when any phone was a virtual one. */
  virtual: z.boolean(),
  verdict: z.object({
    verdict,
    headline: z.string(),
    detail: z.string().nullable(),
    devices: z.array(
      z.object({
        device: z.string(),
        name: z.string(),
        verdict,
        reason: z.string(),
        detail: z.string().nullable(),
      }),
    ),
  }),
  comparisons: z.array(
    z.object({
      metric: z.string(),
      name: z.string(),
      unit: z.string(),
      direction: z.enum(['higher', 'lower']),
      marginPercent: z.number(),
      gating: z.boolean(),
      perDevice: z.array(change.extend({ device: z.string() })),
      pooled: change,
      devicesDisagree: z.boolean(),
    }),
  ),
  summaries: z.array(
    z.object({
      metric: z.string(),
      device: z.string(),
      role: z.enum(['baseline', 'candidate', 'variant', 'reference']),
      build: z.string().optional(),
      suite: z.string(),
      case: z.string(),
      count: z.int(),
      median: z.number().nullable(),
      mad: z.number().nullable(),
      minimum: z.number().nullable(),
      maximum: z.number().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  curves: z.array(
    z.object({
      device: z.string(),
      launch: z.string(),
      role: z.enum(['baseline', 'candidate', 'variant']),
      curve: z.object({
        v0: z.number(),
        burst: z.number(),
        burstUnstable: z.boolean(),
        plateau: z.number(),
        plateauReached: z.boolean(),
        retention: z.number(),
        depth: z.number(),
        throttled: z.boolean(),
        onsetSeconds: z.number().nullable(),
        t10: z.number().nullable(),
        t25: z.number().nullable(),
        t50: z.number().nullable(),
        segments: z.array(z.object({ startSecond: z.number(), tokensPerSecond: z.number() })),
      }),
    }),
  ),
  caveats: z.array(
    z.object({
      code: z.string(),
      device: z.string().nullable(),
      launch: z.string().nullable(),
      message: z.string(),
      invalidates: z.boolean(),
    }),
  ),
});
export type ResultDocument = z.infer<typeof resultDocument>;
