import { z } from 'zod';
import { effects } from './checks/check.ts';

/** One definition as people and other programs read it. */
const metricEntry = z.strictObject({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  direction: z.enum(['higher', 'lower', 'target']),
  formula: z.string(),
  needs: z.array(z.string()),
  /** Equivalence margin; null until A/A nights have shown the noise. */
  marginPercent: z.number().nullable(),
  /** True: it decides wherever it is measured, unless a gate policy says otherwise. */
  decides: z.boolean(),
  role: z.enum(['gate', 'dashboard', 'diagnostic', 'validity']),
  source: z.string(),
  version: z.int(),
});
export type MetricEntry = z.infer<typeof metricEntry>;

/** `heatsoak metrics --json`. */
export const registerDocument = z.object({
  v: z.literal(1),
  metricsVersion: z.int(),
  metrics: z.array(metricEntry),
  checks: z.array(z.object({ code: z.string(), rule: z.string(), effect: z.enum(effects) })),
});
export type Register = z.infer<typeof registerDocument>;
