import { expect, test } from 'vitest';
import { median } from './statistics/median.ts';
import { createRandom, type Random } from './statistics/random.ts';
import { analyseThrottle } from './throttle.ts';

const SECONDS = 600;
const noisy = (random: Random, speedAt: (second: number) => number): number[] =>
  Array.from({ length: SECONDS }, (_, second) => speedAt(second) * (1 + 0.03 * random.gauss()));

test('flat runs never throttle', () => {
  const random = createRandom(1);
  for (let i = 0; i < 100; i++) expect(analyseThrottle(noisy(random, () => 40)).throttled).toBe(false);
});

test('steps are found within two seconds, their depth within a point in the median', () => {
  const random = createRandom(2);
  const errors = Array.from({ length: 41 }, () => {
    const onset = 60 + Math.floor(200 * random.uniform());
    const depth = 0.1 + 0.4 * random.uniform();
    const curve = analyseThrottle(noisy(random, (second) => (second < onset ? 40 : 40 * (1 - depth))));
    expect(Math.abs((curve.onsetSeconds ?? Number.NaN) - onset)).toBeLessThanOrEqual(2);
    return Math.abs(curve.depth - depth);
  });
  expect(median(errors)).toBeLessThan(0.01);
});

test('an exponential decay is throttled, its plateau right within 2 %', () => {
  const random = createRandom(3);
  for (let i = 0; i < 20; i++) {
    const curve = analyseThrottle(
      noisy(random, (second) => (second < 90 ? 40 : 20 + 20 * Math.exp(-(second - 90) / 50))),
    );
    expect(curve.throttled).toBe(true);
    expect(Math.abs(curve.plateau / 20 - 1)).toBeLessThan(0.02);
  }
});

test('a speed that still falls has not reached its plateau', () => {
  const curve = analyseThrottle(noisy(createRandom(8), (second) => 40 * Math.exp(-second / 800)));
  expect(curve.plateauReached).toBe(false);
});

test('scaling all speeds changes no onset and no retention', () => {
  const series = noisy(createRandom(4), (second) => (second < 120 ? 30 : 18));
  const [one, ten] = [analyseThrottle(series), analyseThrottle(series.map((value) => value * 10))];
  expect(ten.onsetSeconds).toBe(one.onsetSeconds);
  expect(ten.retention).toBeCloseTo(one.retention, 9);
});

test('a run that never slows is censored, not zero', () => {
  const curve = analyseThrottle(noisy(createRandom(5), () => 30));
  expect([curve.onsetSeconds, curve.t10, curve.t25, curve.t50]).toEqual([null, null, null, null]);
});

test('seconds without tokens are filled in, not taken for a stop', () => {
  const series: (number | null)[] = noisy(createRandom(6), () => 30);
  series[100] = null;
  series[101] = 0;
  expect(analyseThrottle(series).throttled).toBe(false);
});
