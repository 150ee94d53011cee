import { mad } from './mad.ts';

/** Least scale that anything divides by. */
const TINY = 1e-9;

/** Scale of the noise of a series that may have steps: from its first differences, at least the caller's floor. */
export function noiseScale(series: readonly number[], floor: number): number {
  const differences = series.slice(1).map((value, index) => value - (series[index] ?? value));
  const scale = series.length < 3 ? null : mad(differences);
  return Math.max((scale ?? 0) / Math.SQRT2, floor, TINY);
}
