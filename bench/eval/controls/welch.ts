import { mean, variance } from '../../../harness/statistics/mean.ts';
import { studentP, studentQuantile } from '../../../harness/statistics/student-t.ts';

interface Comparison {
  /** mean b − mean a. */
  readonly shift: number;
  readonly p: number;
  readonly ci95: readonly [number, number];
}

function comparison(shift: number, standardError: number, df: number): Comparison {
  if (standardError === 0) return { shift, p: shift === 0 ? 1 : 0, ci95: [shift, shift] };
  const half = studentQuantile(0.975, df) * standardError;
  return { shift, p: studentP(shift / standardError, df), ci95: [shift - half, shift + half] };
}

/** Welch's t with Satterthwaite's degrees of freedom; null with fewer than two values on a side. */
export function welch(a: readonly number[], b: readonly number[]): Comparison | null {
  const [spreadA, spreadB] = [variance(a), variance(b)];
  if (spreadA === null || spreadB === null) return null;
  const [partA, partB] = [spreadA / a.length, spreadB / b.length];
  const df = (partA + partB) ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1));
  return comparison((mean(b) ?? 0) - (mean(a) ?? 0), Math.sqrt(partA + partB), df);
}

/** Student's t with a pooled variance. */
export function student(a: readonly number[], b: readonly number[]): Comparison | null {
  const df = a.length + b.length - 2;
  if (a.length === 0 || b.length === 0 || df < 1) return null;
  const squares = (variance(a) ?? 0) * (a.length - 1) + (variance(b) ?? 0) * (b.length - 1);
  const standardError = Math.sqrt((squares / df) * (1 / a.length + 1 / b.length));
  return comparison((mean(b) ?? 0) - (mean(a) ?? 0), standardError, df);
}
