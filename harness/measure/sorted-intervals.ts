import { TokenTimes } from '../protocol/token-times.ts';
import type { TrialRecord } from './result.ts';

/** Five metrics read the same order; a record never changes, so it is sorted once. */
const known = new WeakMap<TrialRecord, Float64Array>();

/** The times between a trial's tokens, µs, ascending; the first token is prefill and not among them. */
export function sortedIntervals(trial: TrialRecord): Float64Array {
  const before = known.get(trial);
  if (before) return before;
  const sorted = new TokenTimes(trial).intervalsUs.sort();
  known.set(trial, sorted);
  return sorted;
}
