import { mean, variance } from './mean.ts';
import { studentP, studentQuantile } from './student-t.ts';

/** The difference b − a of two independent samples. */
export interface WelchTest {
  readonly shift: number;
  readonly df: number;
  readonly p: number;
  readonly ci95: readonly [number, number];
}

/** Welch's t with Satterthwaite's degrees of freedom; null with fewer than two values on a side. */
export function welch(a: readonly number[], b: readonly number[]): WelchTest | null {
  const [meanA, meanB, varianceA, varianceB] = [mean(a), mean(b), variance(a), variance(b)];
  if (meanA === null || meanB === null || varianceA === null || varianceB === null) return null;
  const shift = meanB - meanA;
  const [partA, partB] = [varianceA / a.length, varianceB / b.length];
  const squared = partA + partB;
  if (squared === 0)
    return { shift, df: a.length + b.length - 2, p: shift === 0 ? 1 : 0, ci95: [shift, shift] };
  const df = squared ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1));
  const half = studentQuantile(0.975, df) * Math.sqrt(squared);
  return { shift, df, p: studentP(shift / Math.sqrt(squared), df), ci95: [shift - half, shift + half] };
}
