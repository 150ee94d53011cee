const HALF = 4;
const LEAST_WINDOW = 7;

/**
 * The history form of Hampel's filter: values further than `limit` from the median of nine (±4) are clipped to that
 * limit. At the ends the window shrinks, but keeps seven values.
 */
export function hampelClip(series: readonly number[], limit: number): number[] {
  const n = series.length;
  const window = new Float64Array(2 * HALF + 1);
  return series.map((value, i) => {
    const from = Math.max(0, Math.min(i - HALF, n - LEAST_WINDOW));
    const to = Math.min(n, Math.max(i + HALF + 1, LEAST_WINDOW));
    const local = sortedMedian(series, from, to, window);
    return Math.min(local + limit, Math.max(local - limit, value));
  });
}

/** Median of series[from … to) by insertion into a buffer: far cheaper than sorting a copy for nine values. */
function sortedMedian(series: readonly number[], from: number, to: number, buffer: Float64Array): number {
  for (let i = from; i < to; i++) {
    const value = series[i] ?? 0;
    let place = i - from;
    for (; place > 0 && (buffer[place - 1] ?? 0) > value; place--) buffer[place] = buffer[place - 1] ?? 0;
    buffer[place] = value;
  }
  const count = to - from;
  const upper = buffer[count >> 1] ?? 0;
  return count % 2 === 1 ? upper : (upper + (buffer[(count >> 1) - 1] ?? 0)) / 2;
}
