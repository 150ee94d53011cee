import { mean, variance } from '../statistics/mean.ts';
import { fisherSnedecorP, studentP, studentQuantile } from '../statistics/student-t.ts';

/** A change in log units with its intervals. */
export interface Estimate {
  readonly shift: number;
  readonly standardError: number;
  readonly df: number;
  readonly p: number;
  readonly ci90: readonly [number, number];
  readonly ci95: readonly [number, number];
  /** p of the F test that all devices changed alike; null with one device. */
  readonly heterogeneityP: number | null;
  /** The form without pooled variances, where devices scatter too differently to pool them; else null. */
  readonly unpooled: UnpooledForm | null;
}

/** The same shift with each device's own variance; degrees of freedom by Satterthwaite. */
export interface UnpooledForm {
  readonly standardError: number;
  readonly df: number;
  readonly p: number;
  readonly ci95: readonly [number, number];
}

/** Variances of devices beyond this ratio are not of one kind; reported only where each has enough blocks. */
const POOLABLE_RATIO = 9;
const BLOCKS_FOR_VARIANCE = 4;

/**
 * The stratified pooled t over devices: each device weighs the same, variances are pooled.
 * @param devices the block contrasts of each device; those with fewer than two are left out
 * @returns null with fewer than two degrees of freedom
 */
export function pooledEstimate(devices: readonly (readonly number[])[]): Estimate | null {
  const used = devices.filter((contrasts) => contrasts.length >= 2);
  const df = used.reduce((sum, contrasts) => sum + contrasts.length - 1, 0);
  if (df < 2) return null;
  const shift = exact(mean(used.map((contrasts) => mean(contrasts) ?? 0)) ?? 0);
  const pooled = pooledVariance(used, df);
  const weights = used.reduce((sum, contrasts) => sum + 1 / contrasts.length, 0);
  const standardError = exact(Math.sqrt(pooled * weights) / used.length);
  const interval = (level: number): [number, number] => {
    const half = studentQuantile(level, df) * standardError;
    return [shift - half, shift + half];
  };
  return {
    shift,
    standardError,
    df,
    p: pOf(shift, standardError, df),
    ci90: interval(0.95),
    ci95: interval(0.975),
    heterogeneityP: heterogeneity(used, pooled, df),
    unpooled: unpooledForm(used, shift),
  };
}

/**
 * p of each device's own shift, by the variance pooled over all devices: more degrees of freedom where they scatter alike.
 * @returns null for a device that has too few contrasts, and for all where the variances are not of one kind
 */
export function devicePs(devices: readonly (readonly number[])[]): (number | null)[] {
  const used = devices.filter((contrasts) => contrasts.length >= 2);
  const df = used.reduce((sum, contrasts) => sum + contrasts.length - 1, 0);
  if (df < 2 || unpooledForm(used, 0) !== null) return devices.map(() => null);
  const pooled = pooledVariance(used, df);
  return devices.map((contrasts) => {
    if (contrasts.length < 2) return null;
    return pOf(exact(mean(contrasts) ?? 0), exact(Math.sqrt(pooled / contrasts.length)), df);
  });
}

const pooledVariance = (devices: readonly (readonly number[])[], df: number): number =>
  devices.reduce((sum, contrasts) => sum + (contrasts.length - 1) * (variance(contrasts) ?? 0), 0) / df;

/** Logs of ratios are exact to about 1e-16; a spread or a shift below this is rounding, not measurement. */
const ROUNDING = 1e-12;

const exact = (log: number): number => (Math.abs(log) < ROUNDING ? 0 : log);

/** Contrasts that are all alike, as with exact memory values, are judged directly: they changed, or they did not. */
const pOf = (shift: number, standardError: number, df: number): number =>
  standardError === 0 ? (shift === 0 ? 1 : 0) : studentP(shift / standardError, df);

function unpooledForm(devices: readonly (readonly number[])[], shift: number): UnpooledForm | null {
  const judged = devices.filter((contrasts) => contrasts.length >= BLOCKS_FOR_VARIANCE);
  const variances = judged.map((contrasts) => variance(contrasts) ?? 0);
  if (judged.length < 2 || Math.max(...variances) <= POOLABLE_RATIO * Math.min(...variances)) return null;
  const parts = devices.map((contrasts) => ({
    square: (variance(contrasts) ?? 0) / contrasts.length / devices.length ** 2,
    df: contrasts.length - 1,
  }));
  const square = parts.reduce((sum, part) => sum + part.square, 0);
  const df = square ** 2 / parts.reduce((sum, part) => sum + part.square ** 2 / part.df, 0);
  const standardError = exact(Math.sqrt(square));
  const half = studentQuantile(0.975, df) * standardError;
  return { standardError, df, p: pOf(shift, standardError, df), ci95: [shift - half, shift + half] };
}

function heterogeneity(devices: readonly (readonly number[])[], pooled: number, df: number): number | null {
  if (devices.length < 2 || pooled === 0) return null;
  const count = devices.reduce((sum, contrasts) => sum + contrasts.length, 0);
  const weighted =
    devices.reduce((sum, contrasts) => sum + contrasts.length * (mean(contrasts) ?? 0), 0) / count;
  const q =
    devices.reduce((sum, contrasts) => sum + contrasts.length * ((mean(contrasts) ?? 0) - weighted) ** 2, 0) /
    pooled;
  return fisherSnedecorP(q / (devices.length - 1), devices.length - 1, df);
}
