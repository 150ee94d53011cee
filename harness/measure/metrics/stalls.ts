import { quantileOfSorted } from '../../statistics/quantile.ts';
import type { TrialRecord } from '../result.ts';
import { sortedIntervals } from '../sorted-intervals.ts';
import { type Metric, perCase } from './metric.ts';

/** A token that takes this many times the trial's median is one that a reader sees hang. */
const STALL_FACTOR = 3;

const definition = {
  direction: 'lower',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'dashboard',
  source: 'Heatsoak; the limit is a judgement',
  version: 1,
} as const;

export const stalls: readonly Metric[] = [
  {
    ...definition,
    id: 'stall_count',
    name: 'Stalls',
    unit: 'count',
    formula: `inter-token times above ${STALL_FACTOR} × the trial’s median`,
    compute: (launch) =>
      perCase(launch, (trial) => stallsOf(trial)?.length ?? null, 'tokens came in bundles'),
  },
  {
    ...definition,
    id: 'stall_longest',
    name: 'Longest stall',
    unit: 'ms',
    formula: `the longest inter-token time above ${STALL_FACTOR} × the trial’s median`,
    compute: (launch) =>
      perCase(
        launch,
        (trial) => {
          const longest = stallsOf(trial)?.at(-1);
          return longest === undefined ? null : longest / 1000;
        },
        'no stall, or tokens came in bundles',
      ),
  },
];

/** Stalls of a trial, µs, ascending; null where single tokens have no times. */
function stallsOf(trial: TrialRecord): Float64Array | null {
  const sorted = sortedIntervals(trial);
  const median = quantileOfSorted(sorted, 0.5);
  if (trial.bundled || median === null) return null;
  let first = sorted.length;
  while (first > 0 && (sorted[first - 1] ?? 0) > STALL_FACTOR * median) first -= 1;
  return sorted.subarray(first);
}
