import { mean } from './mean.ts';

/** Mean of the middle half: without the lowest and the highest quarter, each rounded down; null for nothing. */
export function midMean(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const dropped = Math.floor(sorted.length / 4);
  return mean(sorted.slice(dropped, sorted.length - dropped));
}
