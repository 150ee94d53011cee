import fc from 'fast-check';
import { expect, test } from 'vitest';
import { medianInterval } from '../statistics/median-interval.ts';
import { createRandom } from '../statistics/random.ts';
import { judgeParity, type ParityTurns } from './parity.ts';

const band = { low: 0.98, high: 1.02 };

/** Turns of a subject that takes `slowdown` times as long, each with its own noise. */
function planted(seed: number, { pairs = 15, slowdown = 1, noise = 0.003 }): ParityTurns[] {
  const random = createRandom(seed);
  const time = (factor: number): number => 90 * factor * Math.exp(noise * random.gauss());
  return Array.from({ length: pairs }, () => ({
    subject: time(slowdown),
    reference: time(1),
    control: time(1),
  }));
}

const verdicts = (options: Parameters<typeof planted>[1]): string[] =>
  Array.from({ length: 200 }, (_, seed) => judgeParity(planted(seed, options), band).verdict);

const share = (all: readonly string[], verdict: string): number =>
  all.filter((each) => each === verdict).length / all.length;

test('equal speeds on a quiet host are within', () => {
  expect(share(verdicts({}), 'within')).toBe(1);
});

test.each([1.05, 1 / 1.05])('a planted factor of %f is outside', (slowdown) => {
  expect(share(verdicts({ slowdown }), 'outside')).toBe(1);
});

test('a busy host decides nothing, not even about a planted 5 %', () => {
  expect(share(verdicts({ slowdown: 1.05, noise: 0.1 }), 'INCONCLUSIVE')).toBeGreaterThan(0.97);
  expect(share(verdicts({ noise: 0.1 }), 'within')).toBeLessThan(0.03);
});

test('a factor at the edge of the band is not decided by luck', () => {
  expect(share(verdicts({ slowdown: 1.02 }), 'within')).toBeLessThan(0.05);
});

test('too few rounds decide nothing', () => {
  expect(judgeParity(planted(1, { pairs: 4 }), band)).toMatchObject({
    verdict: 'INCONCLUSIVE',
    reason: expect.stringContaining('4 rounds'),
  });
  expect(judgeParity([], band)).toMatchObject({ ratio: null, control: null, verdict: 'INCONCLUSIVE' });
});

test('a drift of the host that all turns share leaves the ratio alone', () => {
  const drifting = planted(1, {}).map((turns, index) => {
    const slower = 1 + index / 5;
    return {
      subject: turns.subject * slower,
      reference: turns.reference * slower,
      control: turns.control * slower,
    };
  });
  const [one, other] = [judgeParity(drifting, band), judgeParity(planted(1, {}), band)];
  expect(one.ratio?.median).toBeCloseTo(other.ratio?.median ?? 0, 12);
  expect(one.verdict).toBe(other.verdict);
});

const values = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 1, maxLength: 60 });

test('the interval holds the median, and does not depend on the order', () => {
  fc.assert(
    fc.property(values, fc.nat(), (list, seed) => {
      const interval = medianInterval(list);
      expect(interval).toEqual(medianInterval(createRandom(seed).shuffle(list)));
      if (!interval) return;
      expect(interval.low).toBeLessThanOrEqual(interval.median);
      expect(interval.high).toBeGreaterThanOrEqual(interval.median);
      expect(interval.coverage >= 0.95 || interval.low === Math.min(...list)).toBe(true);
    }),
  );
});

test('scaling the values scales the interval', () => {
  fc.assert(
    fc.property(values, (list) => {
      const [one, two] = [medianInterval(list), medianInterval(list.map((value) => value * 2))];
      expect(two).toEqual(one && { ...one, median: one.median * 2, low: one.low * 2, high: one.high * 2 });
    }),
  );
});

/** Coverages of the sign interval are binomial sums: 1 − 2·2⁻⁵, and 1 − 2·(1 + 15 + 105 + 455)·2⁻¹⁵. */
test.each([
  [5, 0.9375],
  [15, 1 - (2 * 576) / 2 ** 15],
])('%i values have the coverage of the binomial', (count, coverage) => {
  expect(medianInterval(Array.from({ length: count }, (_, i) => i))?.coverage).toBeCloseTo(coverage, 12);
});

test('the interval covers the true median as often as it says', () => {
  const random = createRandom(7);
  let held = 0;
  for (let round = 0; round < 2000; round++) {
    const interval = medianInterval(Array.from({ length: 15 }, () => random.gauss()));
    if (interval && interval.low <= 0 && interval.high >= 0) held++;
  }
  expect(held / 2000).toBeGreaterThan(0.95);
});
