import type { Random } from '../../../harness/statistics/random.ts';
import { between, dayEffects, studentNoise } from './noise.ts';
import { type NightNoise, otherNights } from './other-nights.ts';

/** Series of one build alone. */
export const plainFamilies = [
  'white',
  'heavyTails',
  'typical',
  'bimodal',
  'slowModes',
  'drift',
  'bursts',
  'changingNoise',
  'wander',
] as const;
/** Series of ratios to a pinned build: `pinned` shares the whole day with it, `halfPinned` half of it. */
export const pairedFamilies = ['pinned', 'halfPinned'] as const;
export const nightlyFamilies = [...plainFamilies, ...pairedFamilies];
/** Plain series of kinds on which nothing was chosen. */
export const otherFamilies = Object.keys(otherNights) as (keyof typeof otherNights)[];
export type NightlyFamily = (typeof nightlyFamilies)[number] | keyof typeof otherNights;

/** Deviations of a night, log units; in equal shares. */
export const nightlyDeviations = [0.01, 0.02, 0.03] as const;
export const NIGHTS = 140;
/** A detector may warm up; nothing that it says about earlier nights counts. */
export const FIRST_SCORED = 30;

export interface NightlySeries {
  /** log tok/s, or log of the ratio to the pinned build. */
  readonly logs: readonly number[];
  readonly paired: boolean;
  readonly step: { readonly night: number; readonly size: number } | null;
}

const LEVEL = Math.log(30);
const PHI = 0.6;
const OUTLIER_SHARE = 0.03;
const DOWNWARD_SHARE = 0.6;

/** One series of a family; `stepSize` (log units, positive) puts a step at a night drawn from 50 … 99. */
export function nightlySeries(
  random: Random,
  family: NightlyFamily,
  deviation: number,
  stepSize: number | null,
): NightlySeries {
  const step =
    stepSize === null
      ? null
      : {
          night: 50 + Math.floor(50 * random.uniform()),
          size: random.uniform() < DOWNWARD_SHARE ? -stepSize : stepSize,
        };
  const noise = noises[family](random, deviation, NIGHTS);
  const logs = noise.map((value, night) => LEVEL + value + (step && night >= step.night ? step.size : 0));
  return { logs, paired: pairedFamilies.some((each) => each === family), step };
}

const eachNight = (one: (night: number) => number): number[] =>
  Array.from({ length: NIGHTS }, (_, night) => one(night));

const noises: Record<NightlyFamily, NightNoise> = {
  ...otherNights,
  white: (random, deviation) => eachNight(() => deviation * random.gauss()),
  heavyTails: (random, deviation) => eachNight(() => heavyTailed(random, deviation)),
  typical,
  bimodal: (random, deviation) =>
    typical(random, deviation).map((value) => value - (random.uniform() < 0.2 ? 0.04 : 0)),
  slowModes,
  drift: (random, deviation) => {
    const phase = 2 * Math.PI * random.uniform();
    return typical(random, deviation).map(
      (value, night) => value - 0.00025 * night + 0.007 * Math.sin((2 * Math.PI * night) / 45 + phase),
    );
  },
  bursts,
  changingNoise: (random, deviation) =>
    dayEffects(random, NIGHTS, 0.95, 0.5).map((log) => 0.85 * deviation * Math.exp(log) * random.gauss()),
  wander: (random, deviation) =>
    dayEffects(random, NIGHTS, 0.95, 0.7 * deviation).map(
      (level) => level + 0.7 * deviation * random.gauss(),
    ),
  pinned: (random, deviation) => ratios(random, deviation, 1),
  halfPinned: (random, deviation) => ratios(random, deviation, 0.5),
};

/** Student's t with two degrees of freedom has no variance: half of the nights lie as near as with that deviation. */
function heavyTailed(random: Random, deviation: number): number {
  const chiSquare = random.gauss() ** 2 + random.gauss() ** 2;
  const night = (0.83 * deviation * random.gauss()) / Math.sqrt(chiSquare / 2);
  return Math.min(0.5, Math.max(-0.5, night));
}

/** A day effect, noise with heavy tails, and now and then a night that failed in part. */
function typical(random: Random, deviation: number): number[] {
  const part = deviation / Math.SQRT2;
  return dayEffects(random, NIGHTS, PHI, part).map((day) => {
    const outlier = random.uniform() < OUTLIER_SHARE ? between(random, 0.05, 0.25) : 0;
    return day + part * studentNoise(random, 5) - outlier;
  });
}

/** A second mode that lasts for a fortnight: a charger, a warm room. */
function slowModes(random: Random, deviation: number): number[] {
  let isLow = random.uniform() < 0.3;
  return typical(random, 0.8 * deviation).map((value) => {
    if (random.uniform() < (isLow ? 0.07 : 0.03)) isLow = !isLow;
    return value - (isLow ? 2.2 * deviation : 0);
  });
}

/** Now and then up to six bad nights in a row. */
function bursts(random: Random, deviation: number): number[] {
  let left = 0;
  let size = 0;
  return eachNight(() => {
    left--;
    if (left < 0 && random.uniform() < 0.03) {
      left = 1 + Math.floor(6 * random.uniform());
      size = between(random, 2, 5) * deviation;
    }
    return 0.8 * deviation * random.gauss() - (left > 0 ? size : 0);
  });
}

/** What of the day the two builds do not share, and a third of a night's deviation on each side. */
function ratios(random: Random, deviation: number, shared: number): number[] {
  const own = (): number => 0.3 * deviation * studentNoise(random, 5);
  return typical(random, deviation).map((day) => (1 - shared) * day + own() - own());
}
