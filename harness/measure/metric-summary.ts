import { z } from 'zod';
import { buildRoles } from '../experiment/manifest.ts';

/** Statistics of a metric over the launches of one build on one device. */
export const metricSummary = z.strictObject({
  metric: z.string(),
  device: z.string(),
  role: z.enum([...buildRoles, 'reference']),
  /** The variant's or server's id; absent where the role names the build. */
  build: z.string().optional(),
  suite: z.string(),
  case: z.string(),
  count: z.int(),
  median: z.number().nullable(),
  /** 1.4826 × median absolute deviation; null when it was not measured. */
  mad: z.number().nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  reason: z.string().nullable(),
  /** How many were times that never came; they are ranked as the longest, never averaged. */
  censored: z.int(),
  /** The median itself is such a time: longer than this, s. */
  censoredAtSeconds: z.number().nullable(),
  plusMinus: z.number().nullable(),
});
export type MetricSummary = z.infer<typeof metricSummary>;
