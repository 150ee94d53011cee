import { type ComparisonRequest, compareMetric, type MetricComparison } from './comparison.ts';
import type { LaunchValues } from './contrast.ts';

/** The comparison of a gating metric with a margin of 2 %; higher is better. */
export const compareDecode = (
  launches: readonly LaunchValues[],
  more: Partial<ComparisonRequest> = {},
): MetricComparison =>
  compareMetric({
    metric: 'decode_rate',
    name: 'Decode speed',
    unit: 'tok/s',
    direction: 'higher',
    marginPercent: 2,
    gating: true,
    launches,
    ...more,
  });
