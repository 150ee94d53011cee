/**
 * Change points of least squares: the plain dynamic programme over the sum of squared residuals about segment means
 * plus `penalty` a change. No pruning: with a least segment length that would not be exact, and 600 points are few.
 * @returns the first index of every segment but the first
 */
export function changePoints(series: readonly number[], leastSegment: number, penalty: number): number[] {
  const n = series.length;
  if (n < 2 * leastSegment) return [];
  const residual = residualsOf(series);
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Int32Array(n + 1);
  best[0] = -penalty;
  for (let end = leastSegment; end <= n; end++) {
    // A segment starts at 0, or where at least one whole segment lies before it.
    for (let start = 0; start <= end - leastSegment; start = start === 0 ? leastSegment : start + 1) {
      const cost = (best[start] ?? 0) + residual(start, end) + penalty;
      if (cost >= (best[end] ?? 0)) continue;
      best[end] = cost;
      previous[end] = start;
    }
  }
  const points: number[] = [];
  for (let at = previous[n] ?? 0; at > 0; at = previous[at] ?? 0) points.unshift(at);
  return points;
}

/** Sum of squared residuals about the mean of series[start … end), in constant time from running sums. */
function residualsOf(series: readonly number[]): (start: number, end: number) => number {
  const sums = new Float64Array(series.length + 1);
  const squares = new Float64Array(series.length + 1);
  series.forEach((value, i) => {
    sums[i + 1] = (sums[i] ?? 0) + value;
    squares[i + 1] = (squares[i] ?? 0) + value * value;
  });
  return (start, end) => {
    const sum = (sums[end] ?? 0) - (sums[start] ?? 0);
    return (squares[end] ?? 0) - (squares[start] ?? 0) - (sum * sum) / (end - start);
  };
}
