import type { Point } from './envelope.ts';

/** A line smooth enough to follow by eye. */
const PARTS = 120;

/** Median of each of 120 equal parts of a window, at the part's middle; empty parts make no point. */
export function runningMedian(
  times: ArrayLike<number>,
  values: ArrayLike<number>,
  from: number,
  to: number,
): Point[] {
  const parts: number[][] = Array.from({ length: PARTS }, () => []);
  const step = (to - from) / PARTS;
  for (let i = 0; i < times.length; i++) {
    const t = times[i] ?? 0;
    if (t >= from && t <= to) parts[Math.min(PARTS - 1, Math.floor((t - from) / step))]?.push(values[i] ?? 0);
  }
  return parts.flatMap((part, i) => {
    const sorted = part.sort((a, b) => a - b);
    const y = sorted[Math.floor(sorted.length / 2)];
    return y === undefined ? [] : [{ x: from + (i + 0.5) * step, y }];
  });
}
