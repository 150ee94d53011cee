import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changePoints } from './change-points.ts';
import { holm } from './holm.ts';
import { mad } from './mad.ts';
import { noiseScale } from './noise-scale.ts';
import { quantile } from './quantile.ts';
import { createRandom, seedOf } from './random.ts';
import { studentP, studentQuantile } from './student-t.ts';

/** Golden values agree with scipy. */
describe('student t', () => {
  test.each([
    [0.975, 1, 12.70620474],
    [0.975, 2.5, 3.57465484],
    [0.975, 3, 3.18244631],
    [0.975, 7, 2.36462425],
    [0.975, 30, 2.04227246],
    [0.95, 3, 2.35336343],
    [0.95, 12, 1.78228756],
  ])('quantile %f at %f degrees of freedom', (p, df, expected) => {
    expect(studentQuantile(p, df)).toBeCloseTo(expected, 7);
  });

  test('p is the inverse of the quantile', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.6, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (p, df) => {
          expect(studentP(studentQuantile(p, df), df)).toBeCloseTo(2 * (1 - p), 8);
        },
      ),
    );
  });
});

test('quantile .25 of 1…5 is 2, MAD of {1,2,3,4,100} is 1.4826', () => {
  expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
  expect(mad([1, 2, 3, 4, 100])).toBeCloseTo(1.4826, 12);
});

test('noise scale of {1,2,4,7,11}', () => {
  expect(noiseScale([1, 2, 4, 7, 11], 0)).toBeCloseTo(1.04835651, 8);
});

test('a quantile lies within the values, whatever their order', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sample, p) => {
      const found = quantile(sample, p) ?? Number.NaN;
      expect(found).toBeGreaterThanOrEqual(Math.min(...sample));
      expect(found).toBeLessThanOrEqual(Math.max(...sample));
      expect(quantile([...sample].reverse(), p)).toBe(found);
    }),
  );
});

test('Holm never adjusts downwards, and keeps the order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
      (ps) => {
        const adjusted = holm(ps);
        for (const [i, p] of ps.entries()) expect(adjusted[i]).toBeGreaterThanOrEqual(p);
      },
    ),
  );
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
});

test('change points are those of an exhaustive search over one change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 9 }),
      (series) => {
        const residual = (part: readonly number[]): number => {
          const centre = part.reduce((sum, value) => sum + value, 0) / part.length;
          return part.reduce((sum, value) => sum + (value - centre) ** 2, 0);
        };
        const penalty = 0.3;
        const costs = [{ at: [] as number[], cost: residual(series) }];
        // Segments of at least 3 in at most 8 values: one change at most, two of them in 9.
        for (let i = 3; i <= series.length - 3; i++) {
          costs.push({ at: [i], cost: residual(series.slice(0, i)) + residual(series.slice(i)) + penalty });
          for (let j = i + 3; j <= series.length - 3; j++) {
            const parts = [series.slice(0, i), series.slice(i, j), series.slice(j)];
            costs.push({ at: [i, j], cost: parts.reduce((sum, part) => sum + residual(part), 2 * penalty) });
          }
        }
        const best = costs.reduce((least, each) => (each.cost < least.cost - 1e-12 ? each : least));
        const found = costs.find((each) => each.at.join() === changePoints(series, 3, penalty).join());
        expect(found?.cost).toBeCloseTo(best.cost, 9);
      },
    ),
  );
});

test('a seed gives the same numbers on every platform', () => {
  const random = createRandom(42);
  expect(Array.from({ length: 3 }, () => random.uniform())).toEqual([
    0.508942014304921, 0.3166054682806134, 0.48123998707160354,
  ]);
  expect(seedOf(1, 'a part')).toBe(seedOf(1, 'a part'));
  expect(seedOf(1, 'a part')).not.toBe(seedOf(2, 'a part'));
});
