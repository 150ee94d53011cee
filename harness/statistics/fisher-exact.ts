import { logChoose } from './log-choose.ts';

/** Tables as probable as the observed one must not be lost to rounding. */
const SAME = 1 + 1e-7;

/**
 * Fisher's exact test of a 2 × 2 table [[a, b], [c, d]], two-sided: the probability of all tables with the same
 * margins that are not more probable than this one.
 */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  const [row, column, total] = [a + b, a + c, a + b + c + d];
  const probability = (x: number): number =>
    Math.exp(logChoose(row, x) + logChoose(total - row, column - x) - logChoose(total, column));
  const observed = probability(a);
  let p = 0;
  for (let x = Math.max(0, row + column - total); x <= Math.min(row, column); x++) {
    const own = probability(x);
    if (own <= observed * SAME) p += own;
  }
  return Math.min(1, p);
}
