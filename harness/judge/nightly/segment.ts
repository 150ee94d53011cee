import { autocorrelation } from '../../statistics/autocorrelation.ts';
import { changePoints } from '../../statistics/change-points.ts';
import { hampelClip, localMedians } from '../../statistics/hampel-clip.ts';
import { mad } from '../../statistics/mad.ts';
import { median } from '../../statistics/median.ts';
import { noiseScale } from '../../statistics/noise-scale.ts';
import { LEAST_SEGMENT, NOISE_FLOOR } from './parameters.ts';

/** A series cut where its level changes, and how noisy it is about the levels. */
export interface Segmentation {
  readonly points: readonly number[];
  /** Noise about the levels, log units. */
  readonly scale: number;
  /** How much dependence between nights widens a variance: (1 + φ)/(1 − φ). */
  readonly inflation: number;
}

const CLIP = 3;
const MOST_CORRELATION = 0.7;
const REFIT_INFLATION = 1.3;
const REFIT_SCALE = 1.15;
const MOST_PENALTY_INFLATION = 3;

/**
 * Steps 1 to 4 of the trigger: clip outliers, cut, estimate the noise of what is left, and cut once more where it is larger
 * than assumed.
 */
export function segment(y: readonly number[], penaltyFactor: number): Segmentation {
  const noise = noiseScale(y, NOISE_FLOOR);
  const unit = penaltyFactor * Math.log(y.length);
  const medians = localMedians(y);
  const first = changePoints(hampelClip(y, CLIP * noise, medians), LEAST_SEGMENT, unit * noise ** 2);
  const residuals = residualsOf(y, first, CLIP * noise);
  // 1/n corrects the estimate's own bias downwards.
  const phi = Math.min(MOST_CORRELATION, Math.max(0, autocorrelation(residuals) + 1 / y.length));
  const inflation = (1 + phi) / (1 - phi);
  const scale = Math.max(noise, mad(residuals) ?? 0);
  if (inflation <= REFIT_INFLATION && scale <= REFIT_SCALE * noise)
    return { points: first, scale, inflation };
  const penalty = unit * scale ** 2 * Math.min(MOST_PENALTY_INFLATION, inflation);
  return {
    points: changePoints(hampelClip(y, CLIP * scale, medians), LEAST_SEGMENT, penalty),
    scale,
    inflation,
  };
}

/** Values minus their segment's median, clipped. */
export function residualsOf(y: readonly number[], points: readonly number[], limit: number): number[] {
  const residuals: number[] = [];
  for (const [i, start] of [0, ...points].entries()) {
    const part = y.slice(start, points[i] ?? y.length);
    const level = median(part) ?? 0;
    for (const value of part) residuals.push(Math.min(limit, Math.max(-limit, value - level)));
  }
  return residuals;
}
