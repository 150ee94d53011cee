import { median } from './median.ts';

/** A median with a distribution-free interval. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Probability that such an interval holds the true median; below the wanted one when there are too few values. */
  readonly coverage: number;
  readonly count: number;
}

/**
 * Sign-test interval between order statistics: the narrowest symmetric pair with at least `wanted` coverage, else least and greatest.
 * Makes no assumption on the distribution; outliers move it by at most a rank. Null for nothing.
 */
export function medianInterval(values: readonly number[], wanted = 0.95): MedianInterval | null {
  const centre = median(values);
  if (centre === null) return null;
  const sorted = Float64Array.from(values).sort();
  const count = sorted.length;
  let below = 0;
  while (below + 1 <= (count - 1) / 2 && coverageOf(below + 1, count) >= wanted) below++;
  return {
    median: centre,
    low: sorted[below] ?? centre,
    high: sorted[count - 1 - below] ?? centre,
    coverage: coverageOf(below, count),
    count,
  };
}

/** 1 − 2 · P(Binomial(n, ½) ≤ below): the interval leaves out `below` values on each side. */
function coverageOf(below: number, count: number): number {
  let term = 0.5 ** count;
  let tail = term;
  for (let i = 1; i <= below; i++) {
    term *= (count - i + 1) / i;
    tail += term;
  }
  return Math.max(0, 1 - 2 * tail);
}
