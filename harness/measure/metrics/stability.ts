import { quantileOfSorted } from '../../statistics/quantile.ts';
import type { TrialRecord } from '../result.ts';
import { sortedIntervals } from '../sorted-intervals.ts';
import { type Metric, perCase } from './metric.ts';

/** Where each part of the score reaches 0; starting values that nobody has measured yet. */
const ZERO_AT = { variation: 0.1, range: 3, tail: 2 };
const LEAST_INTERVALS = 20;

export const stability: Metric = {
  id: 'stability',
  name: 'Stability score',
  unit: '0–100',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  gate: null,
  role: 'diagnostic',
  formula:
    '½ f(CV) + ¼ f(max/min) + ¼ f(p99/p50) of inter-token times, f linear from 100 to 0 at CV 10 %, 3 and 2; display only',
  source: 'ExecuTorch benchmark’s form',
  version: 1,
  compute: (launch) => perCase(launch, scoreOf, 'too few intervals, or tokens came in bundles'),
};

function scoreOf(trial: TrialRecord): number | null {
  const times = sortedIntervals(trial);
  const least = times[0] ?? 0;
  if (trial.bundled || times.length < LEAST_INTERVALS || least <= 0) return null;
  const centre = times.reduce((sum, time) => sum + time, 0) / times.length;
  const spread = Math.sqrt(times.reduce((sum, time) => sum + (time - centre) ** 2, 0) / (times.length - 1));
  const quantile = (p: number): number => quantileOfSorted(times, p) ?? 0;
  const falling = (value: number, best: number, zero: number): number =>
    100 * Math.min(1, Math.max(0, (zero - value) / (zero - best)));
  return (
    0.5 * falling(spread / centre, 0, ZERO_AT.variation) +
    0.25 * falling((times.at(-1) ?? 0) / least, 1, ZERO_AT.range) +
    0.25 * falling(quantile(0.99) / quantile(0.5), 1, ZERO_AT.tail)
  );
}
