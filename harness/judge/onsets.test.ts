import { expect, test } from 'vitest';
import { analyseThrottle } from '../measure/throttle/throttle.ts';
import { createRandom, type Random } from '../statistics/random.ts';
import { medianSurvival } from '../statistics/survival.ts';
import { onsetsOf } from './onsets.ts';

const soak = (random: Random, onset: number, depth: number): number[] =>
  Array.from({ length: 600 }, (_, s) => 40 * (s < onset ? 1 : 1 - depth) * (1 + 0.02 * random.gauss()));

/** As many soaks of each build; the candidate throttles earlier and deeper. */
function soaks(count: number, onset = { baseline: 200, candidate: 120 }) {
  const random = createRandom(1);
  const depth = { baseline: 0.2, candidate: 0.3 };
  return Array.from({ length: count }, (_, pair) =>
    (['baseline', 'candidate'] as const).map((role) => ({
      role,
      curve: analyseThrottle(soak(random, onset[role] + 10 * pair, depth[role])),
      loadSeconds: 600,
    })),
  ).flat();
}

test('a throttle that comes earlier is found by the log-rank test', () => {
  const found = onsetsOf(soaks(6));
  expect(found.p).toBeLessThan(0.05);
  expect(found.candidateMedianSeconds).toBeLessThan(found.baselineMedianSeconds ?? 0);
});

test('soaks that never throttle are censored: no median, and no p without an event', () => {
  expect(onsetsOf(soaks(2, { baseline: 900, candidate: 900 }))).toMatchObject({
    baselineMedianSeconds: null,
    candidateMedianSeconds: null,
    p: null,
  });
  expect(medianSurvival([])).toBeNull();
});
