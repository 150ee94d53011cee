import { mean, variance } from '../../../harness/statistics/mean.ts';
import { quantile } from '../../../harness/statistics/quantile.ts';
import type { Random } from '../../../harness/statistics/random.ts';

const RESAMPLES = 399;

const resampled = (devices: readonly (readonly number[])[], random: Random): number[][] =>
  devices.map((own) => own.map(() => own[Math.floor(random.uniform() * own.length)] ?? 0));

/** Percentile bootstrap over the blocks of each device: forbidden below twelve blocks, it covers too little. */
export function bootstrapInterval(
  devices: readonly (readonly number[])[],
  random: Random,
): readonly [number, number] {
  const shifts = Array.from(
    { length: RESAMPLES },
    () => mean(resampled(devices, random).map((own) => mean(own) ?? 0)) ?? 0,
  );
  return [quantile(shifts, 0.025) ?? 0, quantile(shifts, 0.975) ?? 0];
}

/** Studentised bootstrap over the blocks of each device; null without two degrees of freedom. */
export function studentisedInterval(
  devices: readonly (readonly number[])[],
  random: Random,
): readonly [number, number] | null {
  const { shift, error } = shiftAndError(devices);
  if (!Number.isFinite(error)) return null;
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const again = shiftAndError(resampled(devices, random));
    return again.error > 0 ? (again.shift - shift) / again.error : 0;
  });
  return [shift - (quantile(ratios, 0.975) ?? 0) * error, shift - (quantile(ratios, 0.025) ?? 0) * error];
}

/** The stratified pooled estimate without its distribution. */
function shiftAndError(devices: readonly (readonly number[])[]): { shift: number; error: number } {
  const df = devices.reduce((sum, own) => sum + own.length - 1, 0);
  const squares = devices.reduce((sum, own) => sum + (own.length - 1) * (variance(own) ?? 0), 0);
  const weights = devices.reduce((sum, own) => sum + 1 / own.length, 0);
  return {
    shift: mean(devices.map((own) => mean(own) ?? 0)) ?? 0,
    error: Math.sqrt((squares / df) * weights) / devices.length,
  };
}
