import { expect, test } from 'vitest';
import { decodeRate } from '../measure/metrics/decode-rate.ts';
import { createRandom } from '../statistics/random.ts';
import { AaPriors } from './aa-priors.ts';
import { certaintyOf } from './certainty.ts';
import { compareDecode } from './comparison.fixture.ts';
import type { NoisePrior } from './estimate.ts';
import type { LaunchValues } from './levels.ts';

const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;

function launches(seed: number, noise: number, effect = 0, blocks = 4): LaunchValues[] {
  const random = createRandom(seed);
  return Array.from({ length: blocks }, (_, block) =>
    order.map((build, position): LaunchValues => {
      const log = noise * random.gauss() + (build === 'candidate' ? effect : 0);
      return { device: 'one', block: `b${block}`, position, build, values: { a: 20 * Math.exp(log) } };
    }),
  ).flat();
}

function learned(nights: number, noise: number): AaPriors {
  const priors = new AaPriors();
  for (let night = 0; night < nights; night++)
    priors.learn({
      cells: [{ metric: decodeRate, suite: 'quick', launches: launches(night, noise), cases: ['a'] }],
    });
  return priors;
}
const place = { device: 'one', metric: 'decode_rate', suite: 'quick' };

test('nights of one build against itself teach the noise of a launch', () => {
  const prior = learned(20, 0.012).of(place);
  expect(Math.abs(Math.sqrt(prior?.variance ?? 0) - 0.012)).toBeLessThan(0.001);
  expect(prior?.df).toBeGreaterThan(30);
  expect(prior?.df).toBeLessThanOrEqual(20 * 10);
  expect(learned(3, 0.012).of({ ...place, suite: 'context' })).toBeNull();
});

/** Nights of two kinds by turns. */
function unlike(nights: number, noise: number): AaPriors {
  const priors = new AaPriors();
  for (let night = 0; night < nights; night++)
    priors.learn({
      cells: [
        {
          metric: decodeRate,
          suite: 'quick',
          launches: launches(night, noise * (1 + (night % 2))),
          cases: ['a'],
        },
      ],
    });
  return priors;
}

const alarmWith = (prior: NoisePrior | null, noise = 0.012): number =>
  compareDecode(launches(7, noise, -0.03, 2), {
    certainty: certaintyOf(9),
    ...(prior ? { priorOf: () => prior } : {}),
  }).perDevice[0]?.worseP ?? 1;

test('a loss on a phone that is known is found by fewer launches', () => {
  const known = alarmWith(learned(20, 0.012).of(place));
  expect(known).toBeLessThan(0.2 * alarmWith(null));
});

test('nights that are few, or unlike each other, stop no build', () => {
  expect(alarmWith(learned(1, 0.012).of(place))).toBe(alarmWith(null));
  expect(unlike(20, 0.012).of(place)?.df).toBeLessThan(12);
  expect(alarmWith(unlike(20, 0.012).of(place))).toBe(alarmWith(null));
});

test('nor do nights that were far noisier, which would find a loss later', () => {
  expect(alarmWith(learned(20, 0.3).of(place))).toBe(alarmWith(null));
});

test('nor do nights that were quieter than tonight', () => {
  expect(alarmWith(learned(20, 0.003).of(place))).toBe(alarmWith(null));
});

const widthWith = (priors: AaPriors | null, noise: number): number => {
  const { perDevice } = compareDecode(launches(7, noise, 0, 2), {
    certainty: certaintyOf(9),
    ...(priors ? { priorOf: () => priors.of(place) } : {}),
  });
  const [low, high] = perDevice[0]?.ci95Percent ?? [0, 0];
  return high - low;
};

test('a phone that is known is judged by fewer launches', () => {
  expect(widthWith(learned(20, 0.012), 0.012)).toBeLessThan(0.8 * widthWith(null, 0.012));
});

test('a night that is noisier than the A/A nights is judged by itself alone', () => {
  expect(widthWith(learned(20, 0.002), 0.03)).toBe(widthWith(null, 0.03));
});
