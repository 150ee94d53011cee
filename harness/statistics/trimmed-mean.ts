import { mean } from './mean.ts';

/** Mean without the lowest and the highest fifth; the plain mean of up to four values; null for nothing. */
export function trimmedMean(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const dropped = Math.floor(0.2 * sorted.length);
  return mean(sorted.slice(dropped, sorted.length - dropped));
}
