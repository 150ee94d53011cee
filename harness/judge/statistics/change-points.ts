/**
 * Change points of least squares: the plain dynamic programme over the sum of squared residuals about segment means
 * plus `penalty` a change. No pruning: with a least segment length that would not be exact, and 600 points are few.
 * @param weights of the values in the sum of squares; 1 each when left out
 * @returns the first index of every segment but the first
 */
export function changePoints(
  series: readonly number[],
  leastSegment: number,
  penalty: number,
  weights?: readonly number[],
): number[] {
  const n = series.length;
  if (n < 2 * leastSegment) return [];
  const previous = cheapestStarts(n, leastSegment, penalty, runningSums(series, weights));
  const points: number[] = [];
  for (let at = previous[n] ?? 0; at > 0; at = previous[at] ?? 0) points.unshift(at);
  return points;
}

interface RunningSums {
  readonly weight: readonly number[];
  readonly value: readonly number[];
  readonly square: readonly number[];
}

/** Sums up to each index, about the first value: logs of large numbers keep their digits. */
function runningSums(series: readonly number[], weights: readonly number[] | undefined): RunningSums {
  const sums = { weight: [0], value: [0], square: [0] };
  const centre = series[0] ?? 0;
  for (const [i, each] of series.entries()) {
    const weight = weights?.[i] ?? 1;
    const value = each - centre;
    sums.weight.push((sums.weight[i] ?? 0) + weight);
    sums.value.push((sums.value[i] ?? 0) + weight * value);
    sums.square.push((sums.square[i] ?? 0) + weight * value * value);
  }
  return sums;
}

/** For every end, where the last segment of the cheapest division of [0 … end) starts. */
function cheapestStarts(n: number, leastSegment: number, penalty: number, sums: RunningSums): number[] {
  const best = new Array<number>(n + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Array<number>(n + 1).fill(0);
  best[0] = 0;
  for (let end = leastSegment; end <= n; end++) {
    let least = residual(sums, 0, end);
    let from = 0;
    // A later segment starts where at least one whole segment lies before it.
    for (let start = leastSegment; start <= end - leastSegment; start++) {
      const cost = Number(best[start]) + penalty + residual(sums, start, end);
      if (cost >= least) continue;
      least = cost;
      from = start;
    }
    best[end] = least;
    previous[end] = from;
  }
  return previous;
}

/** Sum of squared residuals about the mean of [start … end), in constant time. */
function residual({ weight, value, square }: RunningSums, start: number, end: number): number {
  const sum = Number(value[end]) - Number(value[start]);
  return (
    Number(square[end]) - Number(square[start]) - (sum * sum) / (Number(weight[end]) - Number(weight[start]))
  );
}
