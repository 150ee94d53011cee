import { median } from './median.ts';

/** The shift from `before` to `after`: median of all differences; null when a side is empty. */
export function hodgesLehmann(before: readonly number[], after: readonly number[]): number | null {
  return median(after.flatMap((later) => before.map((earlier) => later - earlier)));
}
