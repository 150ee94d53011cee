import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../statistics/random.ts';
import { watchNights } from './online.ts';
import { alert, LEAST_NIGHTS, strict, trigger, whenPaired } from './parameters.ts';
import { whyOf } from './why.ts';

const nights = (random: Random, count: number, levelAt: (night: number) => number = () => 0): number[] =>
  Array.from({ length: count }, (_, night) => 3.4 + levelAt(night) + 0.01 * random.gauss());
const stepAt =
  (night: number, size: number) =>
  (at: number): number =>
    at >= night ? size : 0;

describe('what is raised', () => {
  test('a planted step of 8 % within few nights, with its size and how unusual it is', () => {
    const [found, ...others] = watchNights(nights(createRandom(7), 90, stepAt(60, -0.08)), alert);
    expect(others).toEqual([]);
    expect(Math.abs((found?.index ?? 0) - 60)).toBeLessThanOrEqual(1);
    expect(found?.raisedAt).toBeGreaterThanOrEqual(62);
    expect(found?.raisedAt).toBeLessThanOrEqual(65);
    expect(found?.shift).toBeCloseTo(-0.08, 1.5);
    expect(found?.times).toBeGreaterThan(5);
  });

  test('one step once', () => {
    const random = createRandom(2);
    for (let i = 0; i < 20; i++) {
      const raised = watchNights(nights(random, 130, stepAt(60, 0.08)), alert);
      expect(raised.filter(({ index, shift }) => shift > 0 && Math.abs(index - 60) <= 7)).toHaveLength(1);
    }
  });

  test('nothing before there are enough nights', () => {
    const series = nights(createRandom(3), LEAST_NIGHTS - 1, stepAt(12, -0.5));
    expect(watchNights(series, trigger)).toEqual([]);
  });

  test('the stricter the set, the fewer', () => {
    const random = createRandom(4);
    const count = { trigger: 0, alert: 0, strict: 0 };
    for (let i = 0; i < 60; i++) {
      const series = nights(random, 100, stepAt(60, -0.02));
      for (const parameters of [trigger, alert, strict])
        count[parameters.name] += watchNights(series, parameters).length;
    }
    expect(count.trigger).toBeGreaterThan(count.alert);
    expect(count.alert).toBeGreaterThan(count.strict);
  });

  test('less of a short history, as a pinned build has taken the day out of it', () => {
    const series = nights(createRandom(5), 60, stepAt(34, -0.04));
    const [plain] = watchNights(series, alert);
    const [paired] = watchNights(series, whenPaired(alert));
    expect(paired?.raisedAt).toBeLessThan(plain?.raisedAt ?? series.length);
  });
});

test('a level that comes back closes the change with the night it was back, and raises nothing', () => {
  const there = (night: number): number => (night >= 60 && night < 85 ? -0.08 : 0);
  const [found, ...others] = watchNights(nights(createRandom(5), 120, there), alert);
  expect(found?.wentAwayAt).toBeGreaterThanOrEqual(86);
  expect(found?.wentAwayAt).toBeLessThanOrEqual(90);
  expect(others).toEqual([]);
});

test('a regression that an A/B confirmed is raised again when it comes back after its fix', () => {
  const there = (night: number): number => ((night >= 60 && night < 85) || night >= 110 ? -0.08 : 0);
  const series = nights(createRandom(5), 130, there);
  expect(watchNights(series, alert)).toHaveLength(1);
  const raised = watchNights(series, alert, ({ index }) => (index < 85 ? 66 : null));
  expect(raised.map(({ shift }) => Math.sign(shift))).toEqual([-1, -1]);
  expect(Math.abs((raised[1]?.index ?? 0) - 110)).toBeLessThanOrEqual(1);
});

test('what an A/B says counts from the night that knows of it', () => {
  const there = (night: number): number => ((night >= 60 && night < 85) || night >= 110 ? -0.08 : 0);
  const series = nights(createRandom(5), 130, there);
  const late = watchNights(series, alert, () => 118);
  expect(late.filter(({ raisedAt }) => raisedAt < 118)).toEqual(watchNights(series.slice(0, 118), alert));
});

test('a mode that recurs is no change', () => {
  const random = createRandom(6);
  const mode = (night: number): number => (Math.floor(night / 9) % 3 === 2 ? -0.05 : 0);
  for (let i = 0; i < 20; i++) expect(watchNights(nights(random, 130, mode), alert)).toEqual([]);
});

test('what a series does now and then on one level is no change on the next', () => {
  const random = createRandom(9);
  const dip = (night: number): number => (night % 64 >= 40 && night % 64 < 45 ? -0.05 : 0);
  const level = (night: number): number => stepAt(84, -0.1)(night) + dip(night);
  let again = 0;
  for (let i = 0; i < 20; i++) {
    const raised = watchNights(nights(random, 130, level), alert).filter(({ raisedAt }) => raisedAt >= 60);
    expect(Math.abs((raised[0]?.index ?? 0) - 84)).toBeLessThanOrEqual(1);
    again += raised.length - 1;
  }
  expect(again).toBeLessThanOrEqual(3);
});

test('a change says what the series does by itself, in words', () => {
  const [found] = watchNights(nights(createRandom(1), 90, stepAt(60, -0.08)), alert);
  expect(found && whyOf(found)).toMatch(
    /^The last \d+ nights lie \d\.\d % lower\. In \d+ nights before, .* this is \d+\.\d times that; \d+ of \d+ nights agree\.$/,
  );
});

const series = fc
  .tuple(
    fc.nat(),
    fc.integer({ min: LEAST_NIGHTS, max: 110 }),
    fc.integer({ min: 4, max: 90 }),
    fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  )
  .map(([seed, count, at, size]) => nights(createRandom(seed), count, stepAt(at, size)));

test('what is raised on a night does not depend on later nights', () => {
  fc.assert(
    fc.property(series, fc.integer({ min: 1, max: 20 }), (logs, cut) => {
      const shorter = logs.slice(0, -cut);
      const expected = watchNights(logs, trigger).filter(({ raisedAt }) => raisedAt < shorter.length);
      const seen = watchNights(shorter, trigger);
      const withoutEnd = (found: typeof seen) => found.map((change) => ({ ...change, wentAwayAt: null }));
      expect(withoutEnd(seen)).toEqual(withoutEnd(expected));
    }),
  );
});

test('multiplying all values changes no change', () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0.001, max: 1000, noNaN: true }), (logs, factor) => {
      const scaled = watchNights(
        logs.map((log) => log + Math.log(factor)),
        trigger,
      );
      const found = watchNights(logs, trigger);
      expect(scaled.map(({ index }) => index)).toEqual(found.map(({ index }) => index));
      for (const [i, change] of scaled.entries()) {
        expect(change.shift).toBeCloseTo(found[i]?.shift ?? Number.NaN, 9);
        expect(change.times).toBeCloseTo(found[i]?.times ?? Number.NaN, 9);
      }
    }),
  );
});

test('turning the series upside down negates every change', () => {
  fc.assert(
    fc.property(series, (logs) => {
      const mirrored = watchNights(
        logs.map((log) => -log),
        trigger,
      );
      const found = watchNights(logs, trigger);
      expect(mirrored.map(({ index }) => index)).toEqual(found.map(({ index }) => index));
      for (const [i, { shift }] of mirrored.entries()) expect(-shift).toBeCloseTo(found[i]?.shift ?? 0, 9);
    }),
  );
});

test('one outlier night of any size makes at most 1 % of silent series raise anything', () => {
  const random = createRandom(6);
  let silent = 0;
  let woken = 0;
  for (let i = 0; i < 1500; i++) {
    const count = LEAST_NIGHTS + Math.floor(60 * random.uniform());
    const logs = Array.from({ length: count }, () => 0.02 * random.gauss());
    if (watchNights(logs, alert).length > 0) continue;
    silent++;
    const at = Math.floor(count * random.uniform());
    const size = 10 ** (-2 + 3 * random.uniform());
    logs[at] = (logs[at] ?? 0) + (random.uniform() < 0.5 ? -size : size);
    if (watchNights(logs, alert).length > 0) woken++;
  }
  expect(silent).toBeGreaterThan(1200);
  expect(woken / silent).toBeLessThanOrEqual(0.01);
});

test('short, constant and empty series give no change, and no NaN', () => {
  for (const logs of [[], [1], [1, 2], Array<number>(60).fill(3.4)])
    expect(watchNights(logs, trigger)).toEqual([]);
  const exact = Array.from({ length: 60 }, (_, night) => (night < 40 ? 7 : 6.9));
  const [found] = watchNights(exact, trigger);
  expect(found?.index).toBe(40);
  expect(Number.isFinite(found?.times)).toBe(true);
});
