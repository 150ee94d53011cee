import { median } from '../../statistics/median.ts';
import { type NightlyParameters, NOISE_FLOOR } from './parameters.ts';

/** How nights scatter about their level: log units, and the lag-1 correlation. */
export interface NightNoise {
  readonly scale: number;
  readonly correlation: number;
}

/** Of a normal, standard deviation ÷ median absolute deviation; a difference has √2 of it. */
const OF_DIFFERENCES = 1.4826 / Math.SQRT2;
const CLIP = 3;
/** The estimate lies below the truth by about this many ÷ nights: each level is taken from its own nights. */
const BIAS = 1.5;
/**
 * The share of the correlation that counts. A whole one doubts a drifting series twice, here and in its own moves: of 0, .25,
 * .4, .6, .8 and 1 this finds most at equal false alarms on the training series.
 */
const COUNTED = 0.6;
const MOST_CORRELATION = 0.8;

/**
 * The noise of the newest nights of the history. The correlation is read without those that even the shortest new level
 * holds: a step would look like correlation.
 * @param starts first nights of the levels known, oldest first
 */
export function nightNoise(
  logs: readonly number[],
  count: number,
  starts: readonly number[],
  { history, lengths }: NightlyParameters,
): NightNoise {
  const scale = scaleOf(logs.slice(Math.max(0, count - history - 1), count));
  const end = count - Math.min(...lengths);
  const first = Math.max(0, end - history);
  const levels = [...starts, end]
    .slice(1)
    .map((to, i) => logs.slice(Math.max(first, Number(starts[i])), Math.min(to, end)));
  return { scale, correlation: correlationOf(levels, scale) };
}

function scaleOf(nights: readonly number[]): number {
  const differences = nights.slice(1).map((log, i) => Math.abs(log - Number(nights[i])));
  return Math.max(NOISE_FLOOR, OF_DIFFERENCES * (median(differences) ?? 0));
}

function correlationOf(levels: readonly (readonly number[])[], scale: number): number {
  let count = 0;
  let squares = 0;
  let products = 0;
  for (const nights of levels) {
    const centre = median(nights) ?? 0;
    let previous = 0;
    for (const log of nights) {
      const rest = Math.min(CLIP * scale, Math.max(-CLIP * scale, log - centre));
      squares += rest ** 2;
      products += rest * previous;
      previous = rest;
    }
    count += nights.length;
  }
  const estimate = squares > 0 ? products / squares + BIAS / count : 0;
  return Math.min(MOST_CORRELATION, Math.max(0, COUNTED * estimate));
}

/** Variance of the mean of so many nights in a row, if each depends on the one before it alone. */
export function varianceOfMean({ scale, correlation }: NightNoise, nights: number): number {
  const rest = 1 - correlation;
  // Differences of correlated nights are smaller than the nights' own scatter.
  const own = scale ** 2 / rest;
  const inflation =
    (1 + correlation) / rest - (2 * correlation * (1 - correlation ** nights)) / (nights * rest ** 2);
  return (own * inflation) / nights;
}
