import { z } from 'zod';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../errors/nearest.ts';
import { launchChecks, runChecks, sessionChecks } from './checks/index.ts';
import { metrics, metricsVersion } from './metrics/index.ts';

/** One definition as people and other programs read it. */
export const metricEntry = z.object({
  id: z.string(),
  name: z.string(),
  unit: z.string(),
  direction: z.enum(['higher', 'lower', 'target']),
  formula: z.string(),
  needs: z.array(z.string()),
  /** Equivalence margin; null until A/A nights have shown the noise. */
  marginPercent: z.number().nullable(),
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
  checks: z.array(
    z.object({ code: z.string(), rule: z.string(), effect: z.enum(['note', 'excludes', 'invalidates']) }),
  ),
});
export type Register = z.infer<typeof registerDocument>;

/** Every metric and every check, or the one metric that was asked for. @throws HeatsoakError `METRIC_UNKNOWN` */
export function register(id?: string): Register {
  const entries = metrics.map(({ compute: _compute, defaultMarginPercent, needs, ...entry }) =>
    metricEntry.parse({ ...entry, needs: [...needs], marginPercent: defaultMarginPercent }),
  );
  if (id === undefined) {
    const checks = [...launchChecks, ...sessionChecks, ...runChecks];
    return {
      v: 1,
      metricsVersion,
      metrics: entries,
      checks: checks.map(({ code, rule, effect }) => ({ code, rule, effect })),
    };
  }
  const found = entries.filter((entry) => entry.id === id);
  if (found.length === 0) throw unknown(id);
  return { v: 1, metricsVersion, metrics: found, checks: [] };
}

function unknown(id: string): HeatsoakError {
  const ids = metrics.map((metric) => metric.id);
  const near = nearestName(id, ids);
  return new HeatsoakError('METRIC_UNKNOWN', `no metric "${id}"${didYouMean(near)}`, {
    hint: 'heatsoak metrics lists them all',
  });
}
