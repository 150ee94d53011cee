import { type LevelShift, levelShift } from './level-shift.ts';
import {
  BEFORE_LENGTH,
  LEAST_NIGHTS,
  LEAST_SEGMENT,
  OLDEST_CHANGE,
  type TriggerParameters,
  WINDOW,
} from './parameters.ts';
import { segment } from './segment.ts';

/** A change of level; indices count the values of the series. */
export interface Change extends LevelShift {
  /** First value of the new level; clipping can move it by one, so show it as "n ± 1". */
  readonly index: number;
  /** 1 − p. */
  readonly confidence: number;
}

const LEAST_BEFORE = 8;

/**
 * The nightly trigger on the last value of a series: the newest change of level of the last 60 nights that is both certain
 * and large enough. Values from `count` on are not read, so the result is the one of that night.
 * @param logs one finite log a night that exists, oldest first, all of one epoch
 * @param count how many of them exist yet; all when left out
 */
export function detectLatest(
  logs: readonly number[],
  parameters: TriggerParameters,
  count = logs.length,
): Change | null {
  const start = Math.max(0, count - WINDOW);
  const y = logs.slice(start, count);
  const n = y.length;
  if (n < LEAST_NIGHTS) return null;
  const cut = segment(y, parameters.penaltyFactor);
  for (let i = cut.points.length - 1; i >= 0; i--) {
    const point = cut.points[i] ?? 0;
    if (n - point > OLDEST_CHANGE) return null;
    const before = y.slice(Math.max(cut.points[i - 1] ?? 0, point - BEFORE_LENGTH), point);
    const after = y.slice(point, cut.points[i + 1] ?? n);
    if (before.length < LEAST_BEFORE || after.length < LEAST_SEGMENT) continue;
    const found = levelShift(before, after, cut);
    if (found && found.p < parameters.pLimit && Math.abs(found.shift) >= parameters.leastShift)
      return { index: start + point, confidence: 1 - found.p, ...found };
  }
  return null;
}
