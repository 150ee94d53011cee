import { TokenTimes } from '../protocol/token-times.ts';
import type { TrialRecord } from './result.ts';

/** A token that takes this long, and this many times the usual, is a clock that jumped or an app that was suspended. */
export const JUMP_US = 10e6;
export const JUMP_FACTOR = 100;

/**
 * Whether a token after the first took longer than any can. It is compared with the mean of the others, which needs no sorting.
 */
export function clockJumped(trial: TrialRecord): boolean {
  const times = new TokenTimes(trial);
  const { decodeUs } = times;
  const others = Math.max(1, times.count - 2);
  return times.intervalsUs.some(
    (interval) => interval >= JUMP_US && interval > (JUMP_FACTOR * (decodeUs - interval)) / others,
  );
}
