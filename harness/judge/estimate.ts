import { mean, variance } from './statistics/mean.ts';
import { fisherSnedecorP, studentP, studentQuantile } from './statistics/student-t.ts';

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
}

/**
 * The stratified pooled t over devices: each device weighs the same, variances are pooled.
 * @param devices the block contrasts of each device; those with fewer than two are left out
 * @returns null with fewer than two degrees of freedom
 */
export function pooledEstimate(devices: readonly (readonly number[])[]): Estimate | null {
  const used = devices.filter((contrasts) => contrasts.length >= 2);
  const df = used.reduce((sum, contrasts) => sum + contrasts.length - 1, 0);
  if (df < 2) return null;
  const shift = mean(used.map((contrasts) => mean(contrasts) ?? 0)) ?? 0;
  const pooled =
    used.reduce((sum, contrasts) => sum + (contrasts.length - 1) * (variance(contrasts) ?? 0), 0) / df;
  const weights = used.reduce((sum, contrasts) => sum + 1 / contrasts.length, 0);
  const standardError = Math.sqrt(pooled * weights) / used.length;
  const interval = (level: number): [number, number] => {
    const half = studentQuantile(level, df) * standardError;
    return [shift - half, shift + half];
  };
  return {
    shift,
    standardError,
    df,
    p: standardError === 0 ? (shift === 0 ? 1 : 0) : studentP(shift / standardError, df),
    ci90: interval(0.95),
    ci95: interval(0.975),
    heterogeneityP: heterogeneity(used, pooled, df),
  };
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
