import { mad } from '../../statistics/mad.ts';
import { mean } from '../../statistics/mean.ts';
import { quantile } from '../../statistics/quantile.ts';
import { NOISE_FLOOR } from './parameters.ts';

/** Values on each side that the noise at a place is taken from. */
const HALF = 25;
/** A scale from so few differences scatters; only beyond this ratio is it believed to differ. */
const DIFFERS = 1.5;
/** Of a normal, standard deviation ÷ mean absolute deviation. */
const NORMAL = Math.sqrt(Math.PI / 2);

/** The noise scale at every value: that of the whole series, or of the neighbourhood where it clearly differs. */
export function localScales(logs: readonly number[]): number[] {
  const differences = logs.slice(1).map((log, i) => log - (logs[i] ?? log));
  const whole = scaleOf(differences);
  return logs.map((_, i) => {
    const local = scaleOf(differences.slice(Math.max(0, i - HALF), i + HALF));
    return local > DIFFERS * whole || local < whole / DIFFERS ? local : whole;
  });
}

/** As the noise scale of the trigger; where rounding makes most differences zero, from the rest without the largest. */
function scaleOf(differences: readonly number[]): number {
  const scale = mad(differences) ?? 0;
  if (scale > 0) return Math.max(NOISE_FLOOR, scale / Math.SQRT2);
  const sizes = differences.map(Math.abs);
  const largest = quantile(sizes, 0.95) ?? 0;
  const usual = mean(sizes.filter((size) => size <= largest)) ?? 0;
  return Math.max(NOISE_FLOOR, (NORMAL * usual) / Math.SQRT2);
}
