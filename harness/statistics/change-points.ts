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
  readonly weight: Float64Array;
  readonly value: Float64Array;
  readonly square: Float64Array;
}

/** Sums up to each index, about the first value: logs of large numbers keep their digits. */
function runningSums(series: readonly number[], weights: readonly number[] | undefined): RunningSums {
  const n = series.length;
  const [weight, value, square] = [new Float64Array(n + 1), new Float64Array(n + 1), new Float64Array(n + 1)];
  const centre = Number(series[0]);
  let [weightSum, valueSum, squareSum] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const own = weights ? Number(weights[i]) : 1;
    const each = Number(series[i]) - centre;
    weightSum += own;
    valueSum += own * each;
    squareSum += own * each * each;
    weight[i + 1] = weightSum;
    value[i + 1] = valueSum;
    square[i + 1] = squareSum;
  }
  return { weight, value, square };
}

/** For every end, where the last segment of the cheapest division of [0 … end) starts. */
function cheapestStarts(n: number, leastSegment: number, penalty: number, sums: RunningSums): Int32Array {
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Int32Array(n + 1);
  for (let end = leastSegment; end <= n; end++) {
    const start = cheapestStart(end, leastSegment, penalty, best, sums);
    const before = start === 0 ? 0 : Number(best[start]) + penalty;
    best[end] = before + residual(sums, start, end);
    previous[end] = start;
  }
  return previous;
}

function cheapestStart(
  end: number,
  leastSegment: number,
  penalty: number,
  best: Float64Array,
  { weight, value, square }: RunningSums,
): number {
  const [weightTo, valueTo, squareTo] = [Number(weight[end]), Number(value[end]), Number(square[end])];
  let least = squareTo - (valueTo * valueTo) / weightTo;
  let cheapest = 0;
  // A later segment starts where at least one whole segment lies before it.
  for (let start = leastSegment; start <= end - leastSegment; start++) {
    const before = Number(best[start]) + penalty;
    // Residuals are never negative, so most starts need none.
    if (before >= least) continue;
    const sum = valueTo - Number(value[start]);
    const cost = before + squareTo - Number(square[start]) - (sum * sum) / (weightTo - Number(weight[start]));
    if (cost >= least) continue;
    least = cost;
    cheapest = start;
  }
  return cheapest;
}

/** Sum of squared residuals about the mean of [start … end), in constant time. */
function residual({ weight, value, square }: RunningSums, start: number, end: number): number {
  const sum = Number(value[end]) - Number(value[start]);
  return (
    Number(square[end]) - Number(square[start]) - (sum * sum) / (Number(weight[end]) - Number(weight[start]))
  );
}
