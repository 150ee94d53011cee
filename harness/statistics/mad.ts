import { median } from './median.ts';

/** Makes the median absolute deviation of normal values equal to their standard deviation. */
const NORMAL = 1.4826;

/** Scaled median absolute deviation; null for nothing. */
export function mad(values: readonly number[]): number | null {
  const centre = median(values);
  if (centre === null) return null;
  const deviation = median(values.map((value) => Math.abs(value - centre)));
  return deviation === null ? null : NORMAL * deviation;
}
