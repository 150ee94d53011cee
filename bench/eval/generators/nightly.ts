import type { Random } from '../../../harness/statistics/random.ts';
import { between, dayEffects, studentNoise } from './noise.ts';

export const nightlyFamilies = ['white', 'typical', 'bimodal', 'drift', 'paired'] as const;
export type NightlyFamily = (typeof nightlyFamilies)[number];

/** Deviations of a night, log units; in equal shares. */
export const nightlyDeviations = [0.01, 0.02, 0.03] as const;
export const NIGHTS = 140;
/** A detector may warm up; nothing that it says about earlier nights counts. */
export const FIRST_SCORED = 30;

export interface NightlySeries {
  /** log tok/s, or log of the ratio to the pinned build. */
  readonly logs: readonly number[];
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
  const noise = noises[family](random, deviation);
  const logs = noise.map((value, night) => LEVEL + value + (step && night >= step.night ? step.size : 0));
  return { logs, step };
}

const noises: Record<NightlyFamily, (random: Random, deviation: number) => number[]> = {
  white: (random, deviation) => Array.from({ length: NIGHTS }, () => deviation * random.gauss()),
  typical,
  bimodal: (random, deviation) =>
    typical(random, deviation).map((value) => value - (random.uniform() < 0.2 ? 0.04 : 0)),
  drift: (random, deviation) => {
    const phase = 2 * Math.PI * random.uniform();
    return typical(random, deviation).map(
      (value, night) => value - 0.00025 * night + 0.007 * Math.sin((2 * Math.PI * night) / 45 + phase),
    );
  },
  paired: (random, deviation) => {
    const part = deviation / Math.SQRT2;
    return dayEffects(random, NIGHTS, PHI, part).map((day) => {
      const outlier = random.uniform() < OUTLIER_SHARE * 0.3 ? between(random, 0.05, 0.25) : 0;
      const signed = random.uniform() < 0.5 ? -outlier : outlier;
      return 0.15 * day + Math.SQRT2 * part * studentNoise(random, 5) + signed;
    });
  },
};

function typical(random: Random, deviation: number): number[] {
  const part = deviation / Math.SQRT2;
  return dayEffects(random, NIGHTS, PHI, part).map((day) => {
    const outlier = random.uniform() < OUTLIER_SHARE ? between(random, 0.05, 0.25) : 0;
    return day + part * studentNoise(random, 5) - outlier;
  });
}
