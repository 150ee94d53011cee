import { watchNights } from '../../harness/judge/nightly/online.ts';
import { alert, type NightlyParameters, strict, trigger } from '../../harness/judge/nightly/parameters.ts';
import { wholeSeriesChanges } from '../../harness/judge/nightly/whole-series.ts';
import { createRandom, seedOf } from '../../harness/statistics/random.ts';
import { fixedRule, otavaOnline } from './controls/nightly-rules.ts';
import { isConfirmed } from './generators/confirmation.ts';
import {
  FIRST_SCORED,
  NIGHTS,
  type NightlyFamily,
  nightlyDeviations,
  nightlyFamilies,
} from './generators/nightly.ts';
import { type Detector, falseAlarms, score } from './nightly-score.ts';
import { atLeast, atMost, forComparison, type Part, plain, type Row } from './row.ts';

/** Trigger, and on the next night a confirming A/B: what the product calls an alert. */
const twoStages: Detector = (series, random) =>
  watchNights(series.logs, trigger).filter((change) => isConfirmed(random, series, change));

const oneStage =
  (parameters: NightlyParameters): Detector =>
  ({ logs }) =>
    watchNights(logs, parameters);

/** All of a series at once; an alert has no night then, so it counts as raised where it lies. */
const offline: Detector = ({ logs }) =>
  wholeSeriesChanges(logs, alert).map(({ index, shift }) => ({ index, shift, raisedAt: index + 7 }));

const QUIET_NIGHTS = 50_000;
const F1_ALONE = 0.65;
const F1_PAIRED = 0.8;

const rate = plain(3);
const ratio = plain(2);
const nights = plain(0, ' nights');
const randomOf = (what: string) => createRandom(seedOf(6, what));
const perDeviation = (quietNights: number): number =>
  Math.ceil(quietNights / nightlyDeviations.length / (NIGHTS - FIRST_SCORED));

function alertRows(family: NightlyFamily, short: boolean): Row[] {
  const quiet = perDeviation(short ? QUIET_NIGHTS / 3 : QUIET_NIGHTS);
  const what = `false alarms per 100 quiet nights, confirmed: ${family}`;
  const alarms = falseAlarms(randomOf(what), family, quiet, twoStages);
  const found = score(randomOf(`steps: ${family}`), family, short ? 20 : 200, twoStages);
  const limit = family === 'paired' ? F1_PAIRED : F1_ALONE;
  const recalls = found.recalls.map((each) => (100 * each).toFixed(0)).join('/');
  return [
    atMost(what, alarms, 0.1, rate),
    // A short run scatters by three hundredths.
    atLeast(`F1, confirmed: ${family}`, found.f1, short ? limit - 0.06 : limit, ratio),
    atMost(`median delay of the trigger: ${family}`, found.medianDelay ?? 99, 3, nights),
    forComparison(
      `recall of 1/2/3/5/10 % and precision: ${family}`,
      `${recalls} %, ${ratio(found.precision)}`,
    ),
  ];
}

function comparisonRows(short: boolean): Row[] {
  const count = perDeviation(short ? 3000 : QUIET_NIGHTS);
  const alarms = (what: string, detect: Detector, series: number): number =>
    falseAlarms(randomOf(what), 'typical', series, detect);
  // No alarm in so many nights does not prove a rate of zero, so ours counts as at least one alarm.
  const least = 100 / (QUIET_NIGHTS / (short ? 10 : 1));
  const ours = Math.max(
    least,
    alarms('false alarms per 100 quiet nights, confirmed: typical', twoStages, count),
  );
  const fixed = alarms('fixed', fixedRule, count);
  const otava = alarms('otava', otavaOnline, short ? 4 : 40);
  const times = plain(0, ' ×');
  return [
    atLeast(`fewer false alarms than the fixed 5 % rule (${rate(fixed)})`, fixed / ours, 20, times),
    atLeast(`fewer false alarms than Otava’s defaults (${rate(otava)})`, otava / ours, 20, times),
  ];
}

function unconfirmedRows(short: boolean): Row[] {
  if (short) return [];
  const detectors: [string, Detector][] = [trigger, alert, strict].map((set) => [
    `${set.name} alone`,
    oneStage(set),
  ]);
  detectors.push(['whole series at once', offline]);
  return detectors.flatMap(([name, detect]) =>
    nightlyFamilies.map((family) => {
      const what = `${name}, false alarms → F1: ${family}`;
      const alarms = falseAlarms(randomOf(what), family, perDeviation(QUIET_NIGHTS / 5), detect);
      const { f1 } = score(randomOf(`${what}, steps`), family, 30, detect);
      return forComparison(what, `${ratio(alarms)} → ${ratio(f1)}`);
    }),
  );
}

export const nightly: Part = {
  name: 'Nightly',
  rows: (short) => [
    ...nightlyFamilies.flatMap((family) => alertRows(family, short)),
    ...comparisonRows(short),
    ...unconfirmedRows(short),
  ],
};
