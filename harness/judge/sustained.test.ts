import { expect, test } from 'vitest';
import { analyseThrottle } from '../measure/throttle/throttle.ts';
import { createRandom, type Random } from '../statistics/random.ts';
import { medianSurvival } from '../statistics/survival.ts';
import { compareMetric } from './comparison.ts';
import { compareOnsets, devicesWithDrift, type SustainedRun, sustainedLaunches } from './sustained.ts';

const soak = (random: Random, onset: number, depth: number): number[] =>
  Array.from({ length: 600 }, (_, s) => 40 * (s < onset ? 1 : 1 - depth) * (1 + 0.02 * random.gauss()));

/** Pairs AB, BA, …; the candidate throttles earlier and deeper. */
function pairs(
  count: number,
  onset = { baseline: 200, candidate: 120 },
  depth = { baseline: 0.2, candidate: 0.3 },
) {
  const random = createRandom(1);
  return Array.from({ length: count }, (_, pair) =>
    (['baseline', 'candidate'] as const).map((build, i): SustainedRun => {
      const tokensPerSecond = soak(random, onset[build] + 10 * pair, depth[build]);
      const curve = analyseThrottle(tokensPerSecond);
      const position = pair % 2 === 0 ? i : 1 - i;
      return {
        device: 'one',
        pair: `p${pair}`,
        position,
        build,
        curve,
        loadSeconds: tokensPerSecond.length,
        values: { retention: 100 * curve.retention },
      };
    }),
  ).flat();
}

test('retention of two builds is compared by pairs', () => {
  const { pooled } = compareMetric({
    metric: 'retention',
    name: 'Retention',
    unit: '%',
    direction: 'higher',
    marginPercent: 4,
    gating: false,
    launches: sustainedLaunches(pairs(4), 'retention'),
  });
  expect(pooled).toMatchObject({ reading: 'regression', blocks: 4 });
  expect(pooled.changePercent).toBeCloseTo(-12.5, 0);
});

test('a run without the value, and an invalid run, are in no comparison', () => {
  const [first, second] = pairs(1);
  if (!first || !second) throw new Error('a pair has two runs');
  const runs = [
    { ...first, values: { work_600: null } },
    { ...second, values: { work_600: 9000 } },
    { ...second, values: { work_600: 9000 }, curve: { ...second.curve, invalid: 'too few tokens' } },
  ];
  expect(sustainedLaunches(runs, 'work_600').map(({ values }) => values)).toEqual([{ '*': 9000 }]);
});

test('a throttle that comes earlier is found by the log-rank test', () => {
  const found = compareOnsets(pairs(6));
  expect(found.p).toBeLessThan(0.05);
  expect(found.candidateMedianSeconds).toBeLessThan(found.baselineMedianSeconds ?? 0);
});

test('runs that never throttle are censored: no median, and no p without an event', () => {
  const flat = pairs(2, { baseline: 900, candidate: 900 });
  expect(compareOnsets(flat)).toMatchObject({
    baselineMedianSeconds: null,
    candidateMedianSeconds: null,
    p: null,
  });
  expect(medianSurvival([])).toBeNull();
});

test('drift cancels over an even number of alternating pairs only', () => {
  expect(devicesWithDrift(pairs(4))).toEqual([]);
  expect(devicesWithDrift(pairs(3))).toEqual(['one']);
});
