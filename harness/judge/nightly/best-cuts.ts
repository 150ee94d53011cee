import type { RunningSums } from './running-sums.ts';

/** Shorter levels are outliers. */
export const LEAST_LEVEL = 4;
/** The pair of cuts is looked for on a grid of this many places at most, as its cost grows with their square. */
const GRID = 300;

/** The single cut of [start, end) that leaves the least squares; null when it is too short for two levels. */
export function bestCut(sums: RunningSums, start: number, end: number): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let at = start + LEAST_LEVEL; at <= end - LEAST_LEVEL; at++) {
    const left = sums.aboutLevel(start, at) + sums.aboutLevel(at, end);
    if (left >= least) continue;
    least = left;
    best = at;
  }
  return best;
}

/** The two cuts of [start, end) that leave the least squares: a level that comes and goes hides from a single cut. */
export function bestPair(sums: RunningSums, start: number, end: number): readonly [number, number] | null {
  const stride = Math.max(1, Math.floor((end - start) / GRID));
  let best: readonly [number, number] | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let first = start + LEAST_LEVEL; first <= end - 2 * LEAST_LEVEL; first += stride) {
    const before = sums.aboutLevel(start, first);
    if (before >= least) break;
    for (let second = first + LEAST_LEVEL; second <= end - LEAST_LEVEL; second += stride) {
      const left = before + sums.aboutLevel(first, second) + sums.aboutLevel(second, end);
      if (left >= least) continue;
      least = left;
      best = [first, second];
    }
  }
  return best;
}
