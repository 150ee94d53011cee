import { studentQuantile } from '../statistics/student-t.ts';
import type { PlannedPower } from './manifest.ts';

/** Standard normal quantiles: 90 % power of a two-sided test, and of two one-sided tests at once. */
const POWER_TO_FIND = 1.2816;
const POWER_TO_PROVE = 1.6449;
const LEAST_BLOCKS = 3;
/** Nobody measures longer; a noisier cell needs another plan. */
export const MOST_PLANNED_BLOCKS = 200;

/** Standard deviation of block contrasts on a typical phone, log units; an assumption until A/A runs teach better. */
export const TYPICAL_NOISE = 0.012;

/**
 * The smallest effect, in log units, that this design finds with 90 % power of a two-sided 5 % t test.
 * @param noise standard deviation of block contrasts, log units
 * @returns null without two degrees of freedom
 */
export function smallestEffect(noise: number, blocks: number, devices = 1): number | null {
  const df = devices * (blocks - 1);
  if (df < 2) return null;
  return ((studentQuantile(0.975, df) + POWER_TO_FIND) * noise) / Math.sqrt(blocks * devices);
}

/** Blocks a device that find an effect of this many log units with 90 % power. */
export function blocksToFind(noise: number, effect: number, devices = 1): number {
  return leastBlocks(devices, (df) => (studentQuantile(0.975, df) + POWER_TO_FIND) * (noise / effect));
}

/** Blocks a device that prove no change within a log margin with 90 % power, when there is none. */
export function blocksToProve(noise: number, margin: number, devices = 1): number {
  return leastBlocks(devices, (df) => (studentQuantile(0.95, df) + POWER_TO_PROVE) * (noise / margin));
}

/** The degrees of freedom depend on the number itself: the first one that is enough. */
function leastBlocks(devices: number, ratio: (df: number) => number): number {
  for (let blocks = LEAST_BLOCKS; blocks < MOST_PLANNED_BLOCKS; blocks++) {
    if (blocks * devices >= ratio(devices * (blocks - 1)) ** 2) return blocks;
  }
  return MOST_PLANNED_BLOCKS;
}

/** True when the planned blocks cannot find an effect as large as the margin with 90 % power. */
export const isUnderpowered = (power: PlannedPower): boolean =>
  power.smallestEffectPercent === null || power.smallestEffectPercent > power.marginPercent;
