import { median } from './median.ts';

/** Replaces values further than `limit` from the median of their ±`half` neighbours by that median. */
export function hampelReplace(series: readonly number[], half: number, limit: number): number[] {
  return series.map((value, i) => {
    const local = median(series.slice(Math.max(0, i - half), i + half + 1)) ?? value;
    return Math.abs(value - local) > limit ? local : value;
  });
}
