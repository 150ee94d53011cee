import { normalBelow, studentQuantile } from '../statistics/student-t.ts';
import type { PlannedPower } from './manifest.ts';

/** Standard normal quantiles: 90 % power of a two-sided test, and of two one-sided tests at once. */
const POWER_TO_FIND = 1.2816;
const POWER_TO_PROVE = 1.6449;
const LEAST_BLOCKS = 2;
/** Nobody measures longer; a noisier cell needs another plan. */
export const MOST_PLANNED_BLOCKS = 200;

/** Standard deviation of a launch on a typical phone, log units; an assumption until A/A runs teach better. */
export const TYPICAL_NOISE = 0.0135;

/** Launches of a block, each of which tells of the noise. */
export const LAUNCHES_OF_A_BLOCK = 4;

/**
 * Degrees of freedom of all launches of one phone: each block has a level of its own, the build and the drift cost one each;
 * so does what the launches before left behind, and the switch between builds: from five blocks on, and in two, where the
 * planned order does not balance it (judge/launch-model.ts).
 */
export const degreesOfFreedom = (blocks: number): number =>
  (LAUNCHES_OF_A_BLOCK - 1) * blocks - 3 - Number(blocks === 2 || blocks >= 5);

/**
 * The smallest effect, in log units, that this design finds with 90 % power of a two-sided 5 % t test.
 * @param noise standard deviation of a launch, log units
 * @returns null with fewer than two blocks
 */
export function smallestEffect(noise: number, blocks: number, devices = 1): number | null {
  if (blocks < 2) return null;
  const df = devices * degreesOfFreedom(blocks);
  return ((studentQuantile(0.975, df) + POWER_TO_FIND) * noise) / Math.sqrt(blocks * devices);
}

/** Blocks a device that prove no change within a log margin with 90 % power, when there is none. */
export function blocksToProve(noise: number, margin: number, devices = 1): number {
  for (let blocks = LEAST_BLOCKS; blocks < MOST_PLANNED_BLOCKS; blocks++) {
    const df = devices * degreesOfFreedom(blocks);
    const needed = (studentQuantile(0.95, df) + POWER_TO_PROVE) * (noise / margin);
    if (blocks * devices >= needed ** 2) return blocks;
  }
  return MOST_PLANNED_BLOCKS;
}

/**
 * Chance that a clean build is proved to be no worse than by the margin.
 * @param noise standard deviation of a launch, log units
 * @param margin log units
 * @param level one-sided, of this analysis
 * @param devices phones whose launches tell of one noise
 */
export function chanceToPass(
  { noise, margin, level, devices }: { noise: number; margin: number; level: number; devices: number },
  blocks: number,
): number {
  if (noise <= 0) return 1;
  const df = devices * degreesOfFreedom(blocks);
  const quantile = studentQuantile(1 - level, df);
  // A t statistic around its true value, as normal (Johnson and Welch 1940).
  const z = ((margin * Math.sqrt(blocks)) / noise - quantile) / Math.sqrt(1 + quantile ** 2 / (2 * df));
  return normalBelow(z);
}

/** True when the planned blocks cannot find an effect as large as the margin with 90 % power. */
export const isUnderpowered = (power: PlannedPower): boolean =>
  power.smallestEffectPercent === null || power.smallestEffectPercent > power.marginPercent;
