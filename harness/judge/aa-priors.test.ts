import { expect, test } from 'vitest';
import { decodeRate } from '../measure/metrics/decode-rate.ts';
import { createRandom } from '../statistics/random.ts';
import { AaPriors } from './aa-priors.ts';
import { certaintyOf } from './certainty.ts';
import { compareDecode } from './comparison.fixture.ts';
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
  expect(prior?.df).toBeGreaterThan(0.99 * 20 * 9);
  expect(learned(3, 0.012).of({ ...place, suite: 'context' })).toBeNull();
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
