import { watchNights } from '../../harness/judge/nightly/online.ts';
import { alert, trigger } from '../../harness/judge/nightly/parameters.ts';
import { wholeSeriesChanges } from '../../harness/judge/nightly/whole-series.ts';
import { analyseThrottle } from '../../harness/measure/throttle/throttle.ts';
import { createRandom, type Random } from '../../harness/statistics/random.ts';
import { dayEffects, studentNoise } from './generators/noise.ts';
import { throttleRun } from './generators/throttle.ts';
import { atMost, forComparison, type Part, plain, type Row } from './row.ts';

const NIGHTS = 365;
const SERIES = 8 * 30;

/** A year of one cell on typical noise, with one step. */
function year(random: Random): number[] {
  return dayEffects(random, NIGHTS, 0.6, 0.014).map(
    (day, night) => Math.log(30) + day + 0.014 * studentNoise(random, 5) - (night < 200 ? 0 : 0.03),
  );
}

/** Processor time of this process in seconds: unlike the clock on the wall it does not depend on who else is busy. */
function processorSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The best of some rounds, the first of which warms up. */
const best = (rounds: number, work: () => void): number =>
  Math.min(...Array.from({ length: rounds }, () => processorSeconds(work)));

function rowsOf(short: boolean): Row[] {
  const random = createRandom(8);
  const history = Array.from({ length: SERIES }, () => year(random));
  const runs = Array.from({ length: 20 }, () => throttleRun(random, 'decay').tokensPerSecond);
  const rounds = short ? 1 : 3;
  const watched = best(rounds, () => {
    for (const logs of history) watchNights(logs, trigger);
  });
  const whole = best(rounds, () => {
    for (const logs of history) wholeSeriesChanges(logs, alert);
  });
  const soak = best(rounds + 1, () => {
    for (const series of runs) analyseThrottle(series);
  });
  const seconds = plain(2, ' s');
  const ms = plain(3, ' ms');
  return [
    atMost(
      'a year × 8 phones × 30 cells: what every night raised, last night among them',
      watched,
      2,
      seconds,
    ),
    forComparison('the same, all changes of the year at once', seconds(whole)),
    atMost('throttle analysis of 600 s', (1000 * soak) / runs.length, 10, ms),
  ];
}

export const speed: Part = { name: 'Speed (processor time)', rows: rowsOf };
