/** Type-7 quantile, the default of R and numpy; null for nothing. */
export function quantile(values: readonly number[], p: number): number | null {
  return quantileOfSorted(new Float64Array(values).sort(), p);
}

/** The same of values that are sorted already. */
export function quantileOfSorted(sorted: Float64Array, p: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low;
  return low + (place - below) * (high - low);
}
