import { student } from './welch.ts';

/**
 * Apache Otava's detector with its defaults (window 50, p 0.001, magnitude 0): E-divisive candidates in half-overlapping
 * windows, split at ten times the p limit by Student's t, then merged from the weakest up. Written from its description
 * (Fleming et al., “Hunter”, ICPE 2023; Matteson and James, 2014) for comparison only.
 */
const WINDOW = 50;
const P_LIMIT = 0.001;
const FIRST_PASS = 10 * P_LIMIT;
const LEAST_MAGNITUDE = 0;

/** Indices of change points of plain values, in order. */
export function otavaChangePoints(values: readonly number[]): number[] {
  const points = new Set<number>();
  for (let start = 0; start < values.length; ) {
    const found = splitWindow(values.slice(start, start + WINDOW)).map((point) => point + start);
    for (const point of found) points.add(point);
    start = Math.max(found.at(-1) ?? 0, start + WINDOW / 2);
  }
  return merged(
    values,
    [...points].sort((a, b) => a - b),
  );
}

function splitWindow(window: readonly number[]): number[] {
  const distances = distanceSums(window);
  let points: number[] = [];
  for (;;) {
    const bounds = [0, ...points, window.length];
    const best = bounds
      .slice(1)
      .map((end, i) => bestSplit(distances, bounds[i] ?? 0, end))
      .reduce((a, b) => (b.q > a.q ? b : a), { q: Number.NEGATIVE_INFINITY, at: 0 });
    if (best.q === Number.NEGATIVE_INFINITY) return points;
    const start = points.filter((point) => point < best.at).at(-1) ?? 0;
    const end = points.find((point) => point > best.at) ?? window.length;
    if (points.includes(best.at) || pBetween(window, start, best.at, end) >= FIRST_PASS) return points;
    points = [...points, best.at].sort((a, b) => a - b);
  }
}

/** sums[i][j]: all |x − y| of the first i values with the first j values. */
function distanceSums(values: readonly number[]): Float64Array[] {
  const n = values.length;
  const sums = Array.from({ length: n + 1 }, () => new Float64Array(n + 1));
  for (let i = 1; i <= n; i++) {
    const [row, above] = [sums[i], sums[i - 1]];
    if (!row || !above) continue;
    for (let j = 1; j <= n; j++)
      row[j] =
        Number(row[j - 1]) +
        Number(above[j]) -
        Number(above[j - 1]) +
        Math.abs(Number(values[i - 1]) - Number(values[j - 1]));
  }
  return sums;
}

/** The pair of split and end inside [start, stop) with the largest energy statistic Q. */
function bestSplit(sums: readonly Float64Array[], start: number, stop: number): { q: number; at: number } {
  const block = (from: number, to: number, left: number, right: number): number =>
    Number(sums[to]?.[right]) -
    Number(sums[from]?.[right]) -
    Number(sums[to]?.[left]) +
    Number(sums[from]?.[left]);
  let best = { q: Number.NEGATIVE_INFINITY, at: start };
  for (let at = start + 1; at < stop; at++) {
    const own = block(start, at, start, at) / 2;
    const n = at - start;
    for (let end = at + 1; end <= stop; end++) {
      const m = end - at;
      const between = (2 / (m + n)) * block(start, at, at, end);
      const left = n > 1 ? ((2 * m) / ((m + n) * (n - 1))) * own : 0;
      const right = m > 1 ? ((2 * n) / ((m + n) * (m - 1))) * (block(at, end, at, end) / 2) : 0;
      const q = between - left - right;
      if (q > best.q) best = { q, at };
    }
  }
  return best;
}

function pBetween(values: readonly number[], start: number, at: number, end: number): number {
  const [before, after] = [values.slice(start, at), values.slice(at, end)];
  return student(before, after)?.p ?? 1;
}

function merged(values: readonly number[], points: readonly number[]): number[] {
  let kept = [...points];
  for (;;) {
    const tested = kept.map((at, i) => {
      const [start, end] = [kept[i - 1] ?? 0, kept[i + 1] ?? values.length];
      return { at, p: pBetween(values, start, at, end), magnitude: magnitude(values, start, at, end) };
    });
    const weakest = tested.reduce<(typeof tested)[number] | null>((a, b) => (a && a.p >= b.p ? a : b), null);
    if (!weakest) return kept;
    if (weakest.p < P_LIMIT && Math.min(...tested.map((each) => each.magnitude)) > LEAST_MAGNITUDE)
      return kept;
    kept = kept.filter((at) => at !== weakest.at);
  }
}

function magnitude(values: readonly number[], start: number, at: number, end: number): number {
  const average = (from: number, to: number): number =>
    values.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  const [before, after] = [average(start, at), average(at, end)];
  return Math.max(Math.abs(after / before - 1), Math.abs(before / after - 1));
}
