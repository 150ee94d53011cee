import { mean } from './mean.ts';

/** Lag-1 autocorrelation; 0 for values that do not vary. */
export function autocorrelation(values: readonly number[]): number {
  const centre = mean(values) ?? 0;
  let products = 0;
  let squares = 0;
  for (const [i, value] of values.entries()) {
    squares += (value - centre) ** 2;
    if (i > 0) products += (value - centre) * ((values[i - 1] ?? centre) - centre);
  }
  return squares === 0 ? 0 : products / squares;
}
