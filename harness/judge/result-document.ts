import { z } from 'zod';
import { buildIdentity } from '../experiment/build-identity.ts';
import { buildRoles } from '../experiment/manifest.ts';
import { caveat } from '../measure/caveat.ts';
import { metricSummary } from '../measure/metric-summary.ts';
import { throttleCurve } from '../measure/throttle/throttle-curve.ts';
import { provenance } from '../protocol/provenance.ts';
import { sha256 } from '../protocol/sha256.ts';
import { judgedAnswers } from './answers/judged-answers.ts';
import { metricComparison } from './change.ts';
import { dashboardFinding } from './dashboard.ts';
import { endCount } from './launch-ends.ts';
import { onsetComparison } from './onsets.ts';
import { outputComparison } from './output.ts';
import { runVerdict } from './verdict.ts';
import { judgedWaiver } from './waivers.ts';

const modelProvenance = z.strictObject({
  role: z.enum(buildRoles),
  /** The variant's id; absent where the role names the build. */
  build: z.string().optional(),
  model: sha256,
  made: provenance,
});

/** `result.json`: everything that was derived, but the samples. Strict: a field that no schema knows is an error. */
export const resultDocument = z.strictObject({
  v: z.literal(1),
  run: z.string(),
  /** Of the definitions that were applied; the run may have been planned under another, which is a caveat then. */
  metricsVersion: z.int(),
  /** Every definition's own version. */
  definitions: z.record(z.string(), z.int()),
  /** True when any phone was a virtual one. */
  virtual: z.boolean(),
  /** Which builds they were, and where their apps come from. Absent in older results. */
  builds: z.array(buildIdentity).optional(),
  /** Where each build's model comes from; what is absent is unknown. Absent in older results. */
  provenance: z.array(modelProvenance).optional(),
  verdict: runVerdict,
  comparisons: z.array(metricComparison),
  /** Launches that were not compared because their block was in another thermal state. */
  thermalMatching: z.strictObject({
    dropped: z.array(
      z.strictObject({ device: z.string(), launch: z.string(), role: z.enum(['baseline', 'candidate']) }),
    ),
    droppedShare: z.strictObject({ baseline: z.number().nullable(), candidate: z.number().nullable() }),
    /** Fisher's exact test that both builds were dropped alike. */
    imbalanceP: z.number(),
  }),
  onsets: z.array(onsetComparison),
  /** What both builds answered, where the same answers are to be expected. */
  outputs: z.array(outputComparison),
  /** How the launches of both builds ended, by phone, build and suite. */
  ends: z.array(endCount),
  /** What the candidate answered, against the reference, by itself and as expected. */
  answers: judgedAnswers,
  /** Changes for the worse that somebody answers for; absent: none. */
  waivers: z.array(judgedWaiver).optional(),
  dashboard: z.array(dashboardFinding),
  summaries: z.array(metricSummary),
  curves: z.array(
    z.strictObject({
      device: z.string(),
      launch: z.string(),
      role: z.enum(buildRoles),
      curve: throttleCurve,
    }),
  ),
  caveats: z.array(caveat),
});
export type ResultDocument = z.infer<typeof resultDocument>;
