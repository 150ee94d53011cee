import { expect, test } from 'vitest';
import { changePoints } from '../../statistics/change-points.ts';
import { median } from '../../statistics/median.ts';
import { createRandom, type Random } from '../../statistics/random.ts';
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

test('the start of an exponential fall is found, not the place where it has gone halfway', () => {
  const random = createRandom(9);
  const errors = Array.from({ length: 41 }, () => {
    const [onset, tau] = [60 + Math.floor(200 * random.uniform()), 20 + 60 * random.uniform()];
    const curve = analyseThrottle(
      noisy(random, (second) => (second < onset ? 40 : 24 + 16 * Math.exp(-(second - onset) / tau))),
    );
    return Math.abs((curve.onsetSeconds ?? Number.NaN) - onset);
  });
  expect(median(errors)).toBeLessThanOrEqual(4);
});

test('two steps stay two steps', () => {
  const curve = analyseThrottle(
    noisy(createRandom(10), (second) => (second < 120 ? 40 : second < 220 ? 34 : 28)),
  );
  expect(curve).toMatchObject({ onsetFrom: 'step', decaySeconds: null });
  expect(Math.abs((curve.onsetSeconds ?? 0) - 120)).toBeLessThanOrEqual(2);
});

test('the rolling cross-check lies near the onset, and before it by half its window at most', () => {
  const curve = analyseThrottle(noisy(createRandom(11), (second) => (second < 120 ? 40 : 28)));
  expect(curve.rollingOnsetSeconds).toBeGreaterThanOrEqual(110);
  expect(curve.rollingOnsetSeconds).toBeLessThanOrEqual(122);
});

test('more than 5 % of seconds without tokens make a run invalid, and it says how many', () => {
  const series: (number | null)[] = noisy(createRandom(12), () => 30);
  expect(analyseThrottle(series).invalid).toBeNull();
  for (let i = 0; i < 31; i++) series[i * 19] = i % 2 === 0 ? null : 0;
  expect(analyseThrottle(series)).toMatchObject({
    emptySeconds: 31,
    invalid: '31 of 600 seconds are without tokens',
  });
});

test('a drop before the 25th second makes the burst unstable', () => {
  expect(analyseThrottle(noisy(createRandom(13), (s) => (s < 15 ? 40 : 24))).burstUnstable).toBe(true);
  expect(analyseThrottle(noisy(createRandom(13), (s) => (s < 90 ? 40 : 24))).burstUnstable).toBe(false);
});

test('a constant run has no onset and keeps all of its speed', () => {
  const curve = analyseThrottle(Array<number>(600).fill(30));
  expect(curve).toMatchObject({ onsetSeconds: null, throttled: false, depth: 0 });
  expect(curve.retention).toBeCloseTo(1, 12);
});

test('the change points of a reversed series are mirrored', () => {
  const random = createRandom(14);
  for (let i = 0; i < 20; i++) {
    const at = [80 + Math.floor(100 * random.uniform()), 300 + Math.floor(100 * random.uniform())];
    const series = noisy(random, (s) => (s < (at[0] ?? 0) ? 3 : s < (at[1] ?? 0) ? 2.5 : 2));
    const found = changePoints(series, 10, 0.06);
    expect(changePoints([...series].reverse(), 10, 0.06).map((point) => series.length - point)).toEqual(
      found.reverse(),
    );
  }
});
