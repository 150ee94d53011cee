import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../statistics/random.ts';
import { detectLatest } from './latest-change.ts';
import { nightValue } from './night-value.ts';
import { watchNights } from './online.ts';
import { alert, strict, trigger } from './parameters.ts';

const nights = (random: Random, count: number, levelAt: (night: number) => number = () => 0): number[] =>
  Array.from({ length: count }, (_, night) => 3.4 + levelAt(night) + 0.01 * random.gauss());
const stepAt =
  (night: number, size: number) =>
  (at: number): number =>
    at >= night ? size : 0;

describe('the trigger', () => {
  test('finds a planted step of 5 % within a night, its size, and how sure it is', () => {
    const [found] = watchNights(nights(createRandom(1), 60, stepAt(40, -0.05)), trigger);
    expect(Math.abs((found?.index ?? 0) - 40)).toBeLessThanOrEqual(1);
    expect(found?.raisedAt).toBeGreaterThanOrEqual(43);
    expect(found?.raisedAt).toBeLessThanOrEqual(45);
    expect(found?.shift).toBeCloseTo(-0.05, 1);
    expect(found?.interval[0]).toBeLessThan(-0.05 + 0.03);
    expect(found?.confidence).toBeGreaterThan(0.995);
  });

  test('raises one step once', () => {
    const random = createRandom(2);
    for (let i = 0; i < 20; i++) {
      const raised = watchNights(nights(random, 100, stepAt(40, 0.08)), trigger);
      expect(raised.filter(({ index, shift }) => shift > 0 && Math.abs(index - 40) <= 5)).toHaveLength(1);
    }
  });

  test('says nothing before the 16th night', () => {
    const series = nights(createRandom(3), 15, stepAt(8, -0.5));
    expect(detectLatest(series, trigger)).toBeNull();
  });

  test('the stricter the set, the fewer nights trigger', () => {
    const random = createRandom(4);
    const count = { trigger: 0, alert: 0, strict: 0 };
    for (let i = 0; i < 40; i++) {
      const series = nights(random, 60, stepAt(45, -0.02));
      for (const parameters of [trigger, alert, strict])
        count[parameters.name] += watchNights(series, parameters).length;
    }
    expect(count.trigger).toBeGreaterThan(count.alert);
    expect(count.alert).toBeGreaterThan(count.strict);
  });

  test('a level that comes back closes the change with the night it was back', () => {
    const there = (night: number): number => (night >= 30 && night < 45 ? -0.08 : 0);
    const [found] = watchNights(nights(createRandom(5), 60, there), trigger);
    expect(found?.wentAwayAt).toBeGreaterThanOrEqual(46);
    expect(found?.wentAwayAt).toBeLessThanOrEqual(50);
  });
});

const series = fc
  .tuple(
    fc.nat(),
    fc.integer({ min: 16, max: 70 }),
    fc.integer({ min: 4, max: 60 }),
    fc.double({ min: -0.1, max: 0.1, noNaN: true }),
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

test('watching night by night gives the same as watching at once', () => {
  fc.assert(
    fc.property(series, (logs) => {
      const byNight = logs.reduce<ReturnType<typeof watchNights>>(
        (raised, _, night) => watchNights(logs.slice(0, night + 1), trigger, raised, night),
        [],
      );
      expect(byNight).toEqual(watchNights(logs, trigger));
    }),
    { numRuns: 30 },
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
        expect(change.p).toBeCloseTo(found[i]?.p ?? Number.NaN, 9);
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
      expect(mirrored.map(({ index, shift }) => [index, -shift])).toEqual(
        watchNights(logs, trigger).map(({ index, shift }) => [index, shift]),
      );
    }),
  );
});

/** Share of series that do not trigger but do once outlier nights are added. */
function madeToTrigger(seed: number, repetitions: number, outliers: number): number {
  const random = createRandom(seed);
  let quiet = 0;
  let woken = 0;
  for (let i = 0; i < repetitions; i++) {
    const count = 20 + Math.floor(41 * random.uniform());
    const logs = Array.from({ length: count }, () => 0.02 * random.gauss());
    if (detectLatest(logs, trigger)) continue;
    quiet++;
    const first = Math.floor((count - 9) * random.uniform());
    const second = first + 8 + Math.floor((count - first - 8) * random.uniform());
    for (const at of outliers === 1 ? [first] : [first, second]) {
      const size = 10 ** (-2 + 3 * random.uniform());
      logs[at] = (logs[at] ?? 0) + (random.uniform() < 0.5 ? -size : size);
    }
    if (detectLatest(logs, trigger)) woken++;
  }
  return woken / quiet;
}

test('one outlier night of any size wakes the trigger in at most 1.5 % of series, two in 2.5 %', () => {
  expect(madeToTrigger(6, 4000, 1)).toBeLessThanOrEqual(0.015);
  expect(madeToTrigger(7, 4000, 2)).toBeLessThanOrEqual(0.025);
});

test('short, constant and empty series give no change, and no NaN', () => {
  for (const logs of [[], [1], [1, 2], Array<number>(60).fill(3.4)])
    expect(watchNights(logs, trigger)).toEqual([]);
  const exact = Array.from({ length: 40 }, (_, night) => (night < 20 ? 7 : 6.9));
  const [found] = watchNights(exact, trigger);
  expect(Math.abs((found?.index ?? 0) - 20)).toBeLessThanOrEqual(1);
  expect(Number.isFinite(found?.p)).toBe(true);
});

describe('the value of a night', () => {
  test('is the log of the ratio to the pinned build', () => {
    const value = nightValue([
      { candidate: 20, reference: 40 },
      { candidate: 30, reference: 60 },
    ]);
    expect(value?.paired).toBe(true);
    expect(value?.log).toBeCloseTo(Math.log(0.5), 12);
  });

  test('is plain when a reference is missing, and null without a candidate', () => {
    expect(nightValue([{ candidate: 20, reference: null }])).toEqual({ log: Math.log(20), paired: false });
    expect(nightValue([{ candidate: 0, reference: 3 }])).toBeNull();
    expect(nightValue([])).toBeNull();
  });
});
