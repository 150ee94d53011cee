import { z } from 'zod';
import { buildRoles } from '../experiment/manifest.ts';

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
  allowedPercent: z.number(),
  note: z.string().nullable(),
});

/** `result.json`: everything that was derived, but the samples. */
export const resultDocument = z.object({
  v: z.literal(1),
  run: z.string(),
  /** Of the definitions that were applied; the run may have been planned under another, which is a caveat then. */
  metricsVersion: z.int(),
  /** Every definition's own version. */
  definitions: z.record(z.string(), z.int()),
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
      perDevice: z.array(change.extend({ device: z.string(), gateP: z.number().nullable() })),
      pooled: change,
      devicesDisagree: z.boolean(),
      unpooled: z.object({ ci95Percent: z.tuple([z.number(), z.number()]), p: z.number() }).nullable(),
      warnings: z.array(z.string()),
    }),
  ),
  /** Launches that were not compared because their block was in another thermal state. */
  thermalMatching: z.object({
    dropped: z.array(
      z.object({ device: z.string(), launch: z.string(), role: z.enum(['baseline', 'candidate']) }),
    ),
    droppedShare: z.object({ baseline: z.number().nullable(), candidate: z.number().nullable() }),
    /** Fisher's exact test that both builds were dropped alike. */
    imbalanceP: z.number(),
  }),
  /** Time to throttle, censored at the end of a soak that never slowed. */
  onsets: z.array(
    z.object({
      device: z.string(),
      baselineMedianSeconds: z.number().nullable(),
      candidateMedianSeconds: z.number().nullable(),
      baselineRuns: z.int(),
      candidateRuns: z.int(),
      /** Log-rank; null when no soak throttled. */
      p: z.number().nullable(),
    }),
  ),
  dashboard: z.array(
    z.object({ metric: z.string(), device: z.string(), changePercent: z.number(), adjustedP: z.number() }),
  ),
  summaries: z.array(
    z.object({
      metric: z.string(),
      device: z.string(),
      role: z.enum([...buildRoles, 'reference']),
      build: z.string().optional(),
      suite: z.string(),
      case: z.string(),
      count: z.int(),
      median: z.number().nullable(),
      mad: z.number().nullable(),
      minimum: z.number().nullable(),
      maximum: z.number().nullable(),
      reason: z.string().nullable(),
      /** Times that had not come when the run ended; they rank as the longest. */
      censored: z.int(),
      /** The median is longer than this, s. */
      censoredAtSeconds: z.number().nullable(),
      plusMinus: z.number().nullable(),
    }),
  ),
  curves: z.array(
    z.object({
      device: z.string(),
      launch: z.string(),
      role: z.enum(buildRoles),
      curve: z.object({
        invalid: z.string().nullable(),
        emptySeconds: z.int(),
        v0: z.number(),
        burst: z.number(),
        burstUnstable: z.boolean(),
        plateau: z.number(),
        plateauReached: z.boolean(),
        retention: z.number(),
        depth: z.number(),
        throttled: z.boolean(),
        onsetSeconds: z.number().nullable(),
        onsetFrom: z.enum(['step', 'decay']),
        decaySeconds: z.number().nullable(),
        rollingOnsetSeconds: z.number().nullable(),
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
      /** The launch's values stay out of every statistic. */
      excludes: z.boolean(),
    }),
  ),
});
export type ResultDocument = z.infer<typeof resultDocument>;
