import { median } from '../../harness/statistics/median.ts';
import type { Random } from '../../harness/statistics/random.ts';
import {
  FIRST_SCORED,
  NIGHTS,
  type NightlyFamily,
  type NightlySeries,
  nightlyDeviations,
  nightlySeries,
} from './generators/nightly.ts';

/** What a detector says about one series: where, which way, and on which night it said so. */
export interface Alert {
  readonly index: number;
  readonly shift: number;
  readonly raisedAt: number;
}
export type Detector = (series: NightlySeries, random: Random) => readonly Alert[];

/** Sizes of the steps, per cent; in equal shares. A step of 1 % cannot be told from single nights: that is an A/B's work. */
export const stepPercents = [2, 3, 5, 10] as const;

/** A hit is raised within this many nights of the step, and located within that many. */
const RAISED_WITHIN = 21;
const LOCATED_WITHIN = 7;

const scored = (alerts: readonly Alert[]): Alert[] =>
  alerts.filter(({ raisedAt }) => raisedAt >= FIRST_SCORED);

/** Series of the families and of all deviations, in equal shares. */
function* seriesOf(
  random: Random,
  families: readonly NightlyFamily[],
  perDeviation: number,
  stepSize: number | null,
): Generator<NightlySeries> {
  for (const family of families)
    for (const deviation of nightlyDeviations)
      for (let i = 0; i < perDeviation; i++) yield nightlySeries(random, family, deviation, stepSize);
}

/** False alarms per 100 nights of series without a step, families in equal shares. */
export function falseAlarms(
  random: Random,
  families: readonly NightlyFamily[],
  perDeviation: number,
  detect: Detector,
): number {
  let alarms = 0;
  let nights = 0;
  for (const series of seriesOf(random, families, perDeviation, null)) {
    alarms += scored(detect(series, random)).length;
    nights += NIGHTS - FIRST_SCORED;
  }
  return (100 * alarms) / nights;
}

/** How well a detector finds one step in a series: shares of 1. */
export interface Score {
  /** By size of the step. */
  readonly recalls: readonly number[];
  readonly precision: number;
  readonly f1: number;
  /** Nights from the step to the alert. */
  readonly medianDelay: number | null;
}

/** Hits and false positives over series with one step each, for families, sizes and deviations in equal shares. */
export function score(
  random: Random,
  families: readonly NightlyFamily[],
  perCell: number,
  detect: Detector,
): Score {
  const delays: number[] = [];
  let falsePositives = 0;
  const recalls = stepPercents.map((percent) => {
    let found = 0;
    let all = 0;
    for (const series of seriesOf(random, families, perCell, Math.log1p(percent / 100))) {
      const alerts = scored(detect(series, random));
      const hit = alerts.find((alert) => isHit(series, alert));
      if (hit) delays.push(hit.raisedAt - (series.step?.night ?? 0));
      found += hit ? 1 : 0;
      all += 1;
      falsePositives += alerts.length - (hit ? 1 : 0);
    }
    return found / all;
  });
  const recall = recalls.reduce((sum, each) => sum + each, 0) / recalls.length;
  const precision = delays.length / (delays.length + falsePositives);
  return {
    recalls,
    precision,
    f1: (2 * recall * precision) / (recall + precision),
    medianDelay: median(delays),
  };
}

const isHit = ({ step }: NightlySeries, { index, shift, raisedAt }: Alert): boolean =>
  step !== null &&
  raisedAt >= step.night &&
  raisedAt <= step.night + RAISED_WITHIN &&
  Math.abs(index - step.night) <= LOCATED_WITHIN &&
  Math.sign(shift) === Math.sign(step.size);
