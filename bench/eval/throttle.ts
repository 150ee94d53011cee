import { analyseThrottle } from '../../harness/measure/throttle/throttle.ts';
import type { ThrottleCurve } from '../../harness/measure/throttle/throttle-curve.ts';
import { quantile } from '../../harness/statistics/quantile.ts';
import type { Random } from '../../harness/statistics/random.ts';
import { drawsOf } from './draws.ts';
import { fastOnsetRun, type ThrottleRun, type ThrottleShape, throttleRun } from './generators/throttle.ts';
import { atLeast, atMost, forComparison, type Part, plain, type Row } from './row.ts';

interface Analysed {
  readonly run: ThrottleRun;
  readonly curve: ThrottleCurve;
}

function analysed(name: string, count: number, simulate: (random: Random) => ThrottleRun): Analysed[] {
  const random = drawsOf(7, name);
  return Array.from({ length: count }, () => {
    const run = simulate(random);
    return { run, curve: analyseThrottle(run.tokensPerSecond) };
  });
}

const part = (values: readonly number[], p: number): number => quantile(values, p) ?? Number.NaN;
const seconds = plain(1, ' s');
const points = plain(2, ' points');

function shapeRows(shape: Exclude<ThrottleShape, 'none'>, short: boolean, onsetLimit: number): Row[] {
  const runs = analysed(shape, short ? 100 : 600, (random) => throttleRun(random, shape));
  const onsets = runs.flatMap(({ run, curve }) =>
    curve.onsetSeconds === null ? [] : Math.abs(curve.onsetSeconds - (run.onsetSeconds ?? 0)),
  );
  const depths = runs.map(({ run, curve }) => 100 * Math.abs(curve.depth - run.depth));
  return [
    atMost(`onset error, median: ${shape}`, part(onsets, 0.5), onsetLimit, seconds),
    forComparison(`onset error, 90th percentile: ${shape}`, seconds(part(onsets, 0.9))),
    atMost(`depth error, median: ${shape}`, part(depths, 0.5), 1, points),
    atMost(`missed throttles: ${shape}`, runs.filter(({ curve }) => !curve.throttled).length, 0, plain(0)),
  ];
}

function flatRows(): Row[] {
  const runs = analysed('none', 500, (random) => throttleRun(random, 'none'));
  const wrong = runs.filter(({ curve }) => curve.onsetSeconds !== null || curve.depth > 0.05).length;
  return [atMost('false throttles in 500 flat runs', wrong, 0, plain(0))];
}

/** Curves as published for phones: they fall within half a minute, so the burst itself is uncertain. */
function fastRows(short: boolean): Row[] {
  const runs = analysed('fast onset', short ? 150 : 600, fastOnsetRun);
  const off = (value: number, truth: number): number => Math.abs(value / truth - 1);
  const stable = runs.filter(({ curve }) => !curve.burstUnstable);
  const early = runs.filter(({ curve }) => (curve.segments[1]?.startSecond ?? 600) < 25);
  const share = (of: readonly Analysed[], isGood: (each: Analysed) => boolean): number =>
    of.filter(isGood).length / of.length;
  const onsets = runs.map(({ run, curve }) =>
    Math.abs((curve.onsetSeconds ?? 600) - (run.onsetSeconds ?? 0)),
  );
  return [
    atLeast(
      'fast onset: first drop before s 25 is marked burst unstable',
      share(early, ({ curve }) => curve.burstUnstable),
      1,
    ),
    atLeast(
      'fast onset: B within 2.5 % elsewhere',
      share(stable, ({ run, curve }) => off(curve.burst, run.burst) <= 0.025),
      0.8,
    ),
    atLeast(
      'fast onset: V₀ within 2 %',
      share(runs, ({ run, curve }) => off(curve.v0, run.burst) <= 0.02),
      0.8,
    ),
    forComparison('fast onset: onset error, median', seconds(part(onsets, 0.5))),
  ];
}

export const throttle: Part = {
  name: 'Throttle',
  rows: (short) => [
    ...shapeRows('step', short, 2),
    ...shapeRows('two-steps', short, 2),
    ...shapeRows('decay', short, 12),
    ...flatRows(),
    ...fastRows(short),
  ],
};
