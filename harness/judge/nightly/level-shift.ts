import { hodgesLehmann } from '../../statistics/hodges-lehmann.ts';
import { variance } from '../../statistics/mean.ts';
import { median } from '../../statistics/median.ts';
import { studentP, studentQuantile } from '../../statistics/student-t.ts';
import { NOISE_FLOOR } from './parameters.ts';
import type { Segmentation } from './segment.ts';

/** A change of level between two stretches of nights, in log units. */
export interface LevelShift {
  readonly shift: number;
  readonly standardError: number;
  readonly df: number;
  readonly p: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
  /** Median of the nights before. */
  readonly levelBefore: number;
}

const TRIM = 3;
const LEAST_LEFT_BEFORE = 6;
const LEAST_LEFT_AFTER = 3;
const LEAST_SHARE_AFTER = 0.6;
const LEAST_DF = 3;

/**
 * Step 5 of the trigger for one change point: both sides without their outliers, the Hodges–Lehmann shift, and a t test
 * whose variance and degrees of freedom allow for dependence between nights.
 * @param before raw logs, not the clipped ones
 * @returns null when too few nights are left on a side
 */
export function levelShift(
  before: readonly number[],
  after: readonly number[],
  { scale, inflation }: Pick<Segmentation, 'scale' | 'inflation'>,
): LevelShift | null {
  const early = trimmed(before, TRIM * scale);
  const late = trimmed(after, TRIM * scale);
  if (early.length < LEAST_LEFT_BEFORE || late.length < LEAST_LEFT_AFTER) return null;
  if (late.length < LEAST_SHARE_AFTER * after.length) return null;
  const shift = hodgesLehmann(early, late) ?? 0;
  const varianceBefore = Math.max(variance(early) ?? 0, NOISE_FLOOR ** 2);
  const own = late.length > 3 ? (variance(late) ?? 0) : varianceBefore;
  const varianceAfter = Math.max(own, 0.5 * varianceBefore);
  const standardError = Math.sqrt(inflation * (varianceBefore / early.length + varianceAfter / late.length));
  const df = Math.max(LEAST_DF, (early.length + late.length - 2) / inflation);
  const half = studentQuantile(0.975, df) * standardError;
  return {
    shift,
    standardError,
    df,
    p: studentP(shift / standardError, df),
    interval: [shift - half, shift + half],
    levelBefore: median(early) ?? 0,
  };
}

function trimmed(values: readonly number[], limit: number): number[] {
  const centre = median(values) ?? 0;
  return values.filter((value) => Math.abs(value - centre) <= limit);
}
