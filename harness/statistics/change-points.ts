/**
 * Change points of least squares: the dynamic programme over the sum of squared residuals about segment means plus
 * `penalty` a change. Starts that can never be the cheapest again are dropped by functional pruning (Rigaill 2015; Maidstone
 * et al. 2017), so that the time grows about as the length does, and the result is that of the plain programme.
 * @returns the first index of every segment but the first
 */
export function changePoints(series: readonly number[], leastSegment: number, penalty: number): number[] {
  const n = series.length;
  if (n < 2 * leastSegment) return [];
  const previous = cheapestStarts(n, leastSegment, penalty, runningSums(series));
  const points: number[] = [];
  for (let at = previous[n] ?? 0; at > 0; at = previous[at] ?? 0) points.push(at);
  return points.reverse();
}

interface RunningSums {
  readonly value: Float64Array;
  readonly square: Float64Array;
}

/** Sums up to each index, about the first value: logs of large numbers keep their digits. */
function runningSums(series: readonly number[]): RunningSums {
  const n = series.length;
  const [value, square] = [new Float64Array(n + 1), new Float64Array(n + 1)];
  const centre = Number(series[0]);
  let [valueSum, squareSum] = [0, 0];
  for (let i = 0; i < n; i++) {
    const each = Number(series[i]) - centre;
    valueSum += each;
    squareSum += each * each;
    value[i + 1] = valueSum;
    square[i + 1] = squareSum;
  }
  return { value, square };
}

/** A place where the last segment may start, and what the cheapest division before it costs, with its own penalty. */
interface Start {
  readonly at: number;
  readonly cost: number;
}

/** Means of the last segment for which a start is the cheapest. */
interface Piece {
  readonly start: Start;
  readonly lowest: number;
  readonly highest: number;
}

/** For every end, where the last segment of the cheapest division of [0 … end) starts. */
function cheapestStarts(n: number, leastSegment: number, penalty: number, sums: RunningSums): Int32Array {
  const best = new Float64Array(n + 1);
  const previous = new Int32Array(n + 1);
  // What the running sums may be wrong by: a start is dropped only where rounding cannot be the reason.
  const rounding = n * Number.EPSILON * Number(sums.square[n]);
  let pieces: readonly Piece[] = [
    { start: { at: 0, cost: 0 }, lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY },
  ];
  for (let end = leastSegment; end <= n; end++) {
    const newest = end - leastSegment;
    // A later segment starts where at least one whole segment lies before it.
    if (newest >= leastSegment) {
      const later = { at: newest, cost: Number(best[newest]) + penalty };
      pieces = withLater(pieces, later, sums, rounding);
    }
    const starts = pieces.map(({ start }) => start).sort((a, b) => a.at - b.at);
    const cheapest = cheapestStart(starts, end, sums);
    best[end] = cheapest.cost + residual(sums, cheapest.at, end);
    previous[end] = cheapest.at;
  }
  return previous;
}

/**
 * Gives a later start the means for which it beats those before it. From there on all pay the same for each value at a
 * mean, so that what is lost once stays lost, and a start without means is never the cheapest again. Where two are equal
 * but for rounding both keep the mean, and pieces overlap.
 */
function withLater(
  pieces: readonly Piece[],
  later: Start,
  sums: RunningSums,
  rounding: number,
): readonly Piece[] {
  const kept: Piece[] = [];
  const won: Piece[] = [];
  const win = (lowest: number, highest: number): void => {
    if (lowest > highest) return;
    const last = won.at(-1);
    if (!last || last.highest < lowest) won.push({ start: later, lowest, highest });
    else if (last.highest < highest) won[won.length - 1] = { ...last, highest };
  };
  for (const { start, lowest, highest } of pieces) {
    const count = later.at - start.at;
    const mean = (Number(sums.value[later.at]) - Number(sums.value[start.at])) / count;
    // What the start has left to spend on the values before the later one, wherever their mean is taken to be.
    const ahead = later.cost - start.cost - residual(sums, start.at, later.at);
    const most = Math.sqrt((ahead + rounding) / count);
    const surely = Math.sqrt((ahead - rounding) / count);
    const own = { start, lowest: Math.max(lowest, mean - most), highest: Math.min(highest, mean + most) };
    if (own.lowest <= own.highest) kept.push(own);
    // A negative number has no root: the later start is cheaper at every mean.
    win(lowest, Number.isNaN(surely) ? highest : Math.min(highest, mean - surely));
    if (!Number.isNaN(surely)) win(Math.max(lowest, mean + surely), highest);
  }
  return [...kept, ...won].sort((a, b) => a.lowest - b.lowest);
}

/** The cheapest, of equals the first. */
function cheapestStart(starts: readonly Start[], end: number, sums: RunningSums): Start {
  const { value, square } = sums;
  let cheapest = starts[0] as Start;
  let least = Number.POSITIVE_INFINITY;
  for (const start of starts) {
    // Residuals are never negative, but for rounding.
    if (start.cost >= least) continue;
    const sum = Number(value[end]) - Number(value[start.at]);
    const spread = (sum * sum) / (end - start.at);
    const cost = start.cost + Number(square[end]) - Number(square[start.at]) - spread;
    if (cost >= least) continue;
    least = cost;
    cheapest = start;
  }
  return cheapest;
}

/** Sum of squared residuals about the mean of [start … end), in constant time. */
function residual({ value, square }: RunningSums, start: number, end: number): number {
  const sum = Number(value[end]) - Number(value[start]);
  return Number(square[end]) - Number(square[start]) - (sum * sum) / (end - start);
}
