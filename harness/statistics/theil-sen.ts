import { median } from './median.ts';

/** Median slope per index over all pairs at least `apart` indices apart; null without a pair. */
export function theilSen(series: readonly number[], apart = 1, every = 1): number | null {
  const slopes: number[] = [];
  for (let i = 0; i < series.length; i += every) {
    for (let j = i + every; j < series.length; j += every) {
      if (j - i >= apart) slopes.push(((series[j] ?? 0) - (series[i] ?? 0)) / (j - i));
    }
  }
  return median(slopes);
}
