import { quantileOfSorted } from '../../statistics/quantile.ts';
import { sortedIntervals } from '../sorted-intervals.ts';
import { type Metric, perCase } from './metric.ts';

/** Fewer intervals than this give no useful 95th percentile. */
const LEAST_INTERVALS = 20;

const percentile = (id: string, name: string, p: number): Metric => ({
  id,
  name,
  unit: 'ms',
  direction: 'lower',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  formula: `type-7 quantile ${p} of t(i+1) − t(i), for trials of at least ${LEAST_INTERVALS} intervals`,
  source: 'AIPerf',
  version: 1,
  compute: (launch) =>
    perCase(
      launch,
      (trial) => {
        const intervals = sortedIntervals(trial);
        if (trial.bundled || intervals.length < LEAST_INTERVALS) return null;
        const value = quantileOfSorted(intervals, p);
        return value === null ? null : value / 1000;
      },
      'too few intervals, or tokens came in bundles',
    ),
});

export const interTokenLatency: readonly Metric[] = [
  percentile('itl_p50', 'Inter-token latency, median', 0.5),
  percentile('itl_p95', 'Inter-token latency, 95th percentile', 0.95),
  percentile('itl_p99', 'Inter-token latency, 99th percentile', 0.99),
  percentile('itl_max', 'Inter-token latency, longest', 1),
];
