import { TokenTimes } from '../protocol/token-times.ts';
import type { LaunchRecord } from './result.ts';

/** A peak between two samples further apart than this is missed. */
export const MOST_SAMPLE_GAP_US = 250_000;

/** Times may be rounded one by one. */
const ROUNDING_US = 1000;

/**
 * The longest time during the trials in which memory was not looked at, µs; null where the kernel's own peak was read after
 * them, or nothing ran. One sample leaves all but its own moment unseen.
 */
export function longestMemoryGapUs({ memory, trials }: LaunchRecord): number | null {
  const [first] = trials;
  const last = trials.at(-1);
  if (!first || !last) return null;
  const endUs = new TokenTimes(last).endUs;
  const startUs = Math.max(first.t0, memory.kernelPeakReadUs ?? 0);
  if (startUs >= endUs - ROUNDING_US) return null;
  const inside = memory.tUs.filter((tUs) => tUs > startUs && tUs < endUs).sort((a, b) => a - b);
  const moments = [startUs, ...inside, endUs];
  return moments.reduce((most, tUs, i) => Math.max(most, tUs - (moments[i - 1] ?? tUs)), 0);
}
