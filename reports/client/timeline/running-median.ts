import { placeOf } from './sorted-place.ts';

/** Tokens in the window: wide enough that a single stall moves nothing, narrow enough to show a step within a second. */
export const MEDIAN_TOKENS = 31;

/**
 * The median of the tokens around each one, whatever part of them is looked at. A window never reaches into another trial:
 * between trials a prompt is read, and no token comes.
 * @param values ms of each token, NaN of the first one of each trial
 * @param starts index of each trial's first token
 */
export function runningMedian(values: Float64Array, starts: Int32Array): Float64Array {
  const medians = new Float64Array(values.length).fill(Number.NaN);
  starts.forEach((start, trial) => {
    const end = starts[trial + 1] ?? values.length;
    medianOfTrial(values.subarray(start + 1, end), medians.subarray(start + 1, end));
  });
  return medians;
}

/** Keeps the window sorted while it moves: a token in, a token out. */
function medianOfTrial(values: Float64Array, medians: Float64Array): void {
  const half = (MEDIAN_TOKENS - 1) / 2;
  const sorted: number[] = [];
  for (let last = 0; last < values.length + half; last++) {
    const entering = values[last];
    if (entering !== undefined) sorted.splice(placeOf(sorted, entering), 0, entering);
    const leaving = last - MEDIAN_TOKENS < 0 ? undefined : values[last - MEDIAN_TOKENS];
    if (leaving !== undefined) sorted.splice(placeOf(sorted, leaving), 1);
    if (last >= half) medians[last - half] = middleOf(sorted);
  }
}

function middleOf(sorted: readonly number[]): number {
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? 0)) / 2;
}
