import { median } from './median.ts';

/** A place on a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A slope with its 90 % interval: each end is passed by chance in one of twenty. */
export interface SenSlope {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/** With three points even six slopes of one sign come by chance in one of six. */
export const LEAST_POINTS = 4;
/** Standard normal quantile of 0.95. */
const ONE_OF_TWENTY = 1.6449;

/**
 * Theil–Sen slope, the median over all pairs, with Sen's interval from the distribution of Kendall's statistic. Null with
 * fewer than four points of different x.
 */
export function senSlope(points: readonly Point[]): SenSlope | null {
  const slopes = pairSlopes(points).sort((a, b) => a - b);
  const slope = median(slopes);
  const n = new Set(points.map(({ x }) => x)).size;
  const [least, most] = [slopes[0], slopes.at(-1)];
  if (n < LEAST_POINTS || slope === null || least === undefined || most === undefined) return null;
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const cut = Math.floor((slopes.length - ONE_OF_TWENTY * deviation) / 2) - 1;
  return {
    slope,
    low: slopes[Math.max(0, cut)] ?? least,
    high: slopes[slopes.length - 1 - Math.max(0, cut)] ?? most,
  };
}

/** Of all pairs of different x, in no order. */
export const pairSlopes = (points: readonly Point[]): number[] =>
  points.flatMap((a, i) =>
    points.slice(i + 1).flatMap((b) => (b.x === a.x ? [] : [(b.y - a.y) / (b.x - a.x)])),
  );
