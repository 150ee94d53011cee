const HALF = 4;
const LEAST_WINDOW = 7;

/**
 * The history form of Hampel's filter: values further than `limit` from the median of nine (±4) are clipped to that
 * limit. At the ends the window shrinks, but keeps seven values.
 */
export function hampelClip(series: readonly number[], limit: number): number[] {
  const medians = localMedians(series);
  return series.map((value, i) => {
    const local = medians[i] ?? value;
    return Math.min(local + limit, Math.max(local - limit, value));
  });
}

/** The median of the window about every value; the window stays sorted while it slides. */
function localMedians(series: readonly number[]): number[] {
  const n = series.length;
  const window: number[] = [];
  const medians: number[] = [];
  let from = 0;
  let to = 0;
  for (let i = 0; i < n; i++) {
    const end = Math.min(n, Math.max(i + HALF + 1, LEAST_WINDOW));
    const start = Math.max(0, Math.min(i - HALF, n - LEAST_WINDOW));
    for (; to < end; to++) insert(window, series[to] ?? 0);
    for (; from < start; from++) remove(window, series[from] ?? 0);
    const upper = window[window.length >> 1] ?? 0;
    medians.push(window.length % 2 === 1 ? upper : (upper + (window[(window.length >> 1) - 1] ?? 0)) / 2);
  }
  return medians;
}

function insert(sorted: number[], value: number): void {
  let place = sorted.length;
  sorted.push(value);
  for (; place > 0 && (sorted[place - 1] ?? 0) > value; place--) sorted[place] = sorted[place - 1] ?? 0;
  sorted[place] = value;
}

function remove(sorted: number[], value: number): void {
  let place = 0;
  while (place < sorted.length && sorted[place] !== value) place++;
  for (; place + 1 < sorted.length; place++) sorted[place] = sorted[place + 1] ?? 0;
  sorted.pop();
}
