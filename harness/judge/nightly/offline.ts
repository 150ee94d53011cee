import { autocorrelation } from '../../statistics/autocorrelation.ts';
import { changePoints } from '../../statistics/change-points.ts';
import { hampelClip } from '../../statistics/hampel-clip.ts';
import { mad } from '../../statistics/mad.ts';
import type { Change } from './latest-change.ts';
import { type LevelShift, levelShift } from './level-shift.ts';
import { localScales } from './local-scales.ts';
import { LEAST_NIGHTS, LEAST_SEGMENT, type TriggerParameters } from './parameters.ts';
import { residualsOf } from './segment.ts';

/** Values of a side that are compared, the nearest to the change: more add little, and all pairs are compared. */
const LONGEST_SIDE = 200;
const CLIP = 3;
const MOST_CORRELATION = 0.7;
const MOST_PENALTY_INFLATION = 3;

interface Cut {
  readonly points: readonly number[];
  readonly inflation: number;
}

/** A cut with the shift that its two sides show; null where they are too short. */
interface TestedCut {
  readonly index: number;
  readonly found: LevelShift | null;
}

/**
 * Every change of level of a series that is known from end to end: cut all of it at once with the trigger's penalty,
 * test each cut with all that stands on both of its sides, and drop the weakest until the rest is certain.
 * Where noise grows or shrinks along the series, each stretch is judged by its own.
 * @param logs finite logs, oldest first
 */
export function wholeSeriesChanges(logs: readonly number[], parameters: TriggerParameters): Change[] {
  if (logs.length < LEAST_NIGHTS) return [];
  const scales = localScales(logs);
  const { points, inflation } = cut(logs, scales, parameters.penaltyFactor);
  const test = (index: number, start = 0, end = logs.length): TestedCut => ({
    index,
    found: shiftAt(logs, start, index, end, scales, inflation),
  });
  const kept = points.map((index, i) => test(index, points[i - 1], points[i + 1]));
  for (;;) {
    const weakest = weakestOf(kept, parameters);
    if (weakest === null) break;
    kept.splice(weakest, 1);
    // Only the two neighbouring cuts have other values beside them now.
    for (const i of [weakest - 1, weakest]) {
      const beside = kept[i];
      if (beside) kept[i] = test(beside.index, kept[i - 1]?.index, kept[i + 1]?.index);
    }
  }
  return kept.flatMap(({ index, found }) => (found ? [{ index, confidence: 1 - found.p, ...found }] : []));
}

/** Place of the least certain cut, the first of equals; null when all are certain. */
function weakestOf(cuts: readonly TestedCut[], parameters: TriggerParameters): number | null {
  let weakest: number | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [i, { found }] of cuts.entries()) {
    const p = found?.p ?? 1;
    if (isCertain(found, parameters) || p <= highest) continue;
    weakest = i;
    highest = p;
  }
  return weakest;
}

const isCertain = (found: LevelShift | null, { pLimit, leastShift }: TriggerParameters): boolean =>
  found !== null && found.p < pLimit && Math.abs(found.shift) >= leastShift;

/** Steps 1 to 4 of the trigger, in units of the noise that stands at each value. */
function cut(logs: readonly number[], scales: readonly number[], penaltyFactor: number): Cut {
  const unit = penaltyFactor * Math.log(logs.length);
  const pointsAt = (width: number, penalty: number): number[] => {
    const limits = scales.map((scale) => CLIP * width * scale);
    const weights = scales.map((scale) => 1 / (width * scale) ** 2);
    return changePoints(hampelClip(logs, limits), LEAST_SEGMENT, penalty, weights);
  };
  const first = pointsAt(1, unit);
  const residuals = residualsOf(logs, first, Number.POSITIVE_INFINITY).map((residual, i) =>
    Math.min(CLIP, Math.max(-CLIP, residual / (scales[i] ?? 1))),
  );
  const phi = Math.min(MOST_CORRELATION, Math.max(0, autocorrelation(residuals) + 1 / logs.length));
  const inflation = (1 + phi) / (1 - phi);
  const width = Math.max(1, mad(residuals) ?? 1);
  return { points: pointsAt(width, unit * Math.min(MOST_PENALTY_INFLATION, inflation)), inflation };
}

/** The noise is estimated on the longer side, as the nightly trigger estimates it on the past. */
function shiftAt(
  logs: readonly number[],
  start: number,
  index: number,
  end: number,
  scales: readonly number[],
  inflation: number,
): LevelShift | null {
  const before = logs.slice(Math.max(start, index - LONGEST_SIDE), index);
  const after = logs.slice(index, Math.min(end, index + LONGEST_SIDE));
  const noise = { scale: Math.max(scales[index - 1] ?? 0, scales[index] ?? 0), inflation };
  if (before.length >= after.length) return levelShift(before, after, noise);
  const mirrored = levelShift(after, before, noise);
  if (!mirrored) return null;
  const { shift, interval } = mirrored;
  return {
    ...mirrored,
    shift: -shift,
    interval: [-interval[1], -interval[0]],
    levelBefore: mirrored.levelBefore - shift,
  };
}
