import { expect, test } from 'vitest';
import { atLeastP, excessP } from './exact-excess.ts';
import { fisherExact } from './fisher-exact.ts';

test('one stratum is the upper tail of Fisher’s exact test', () => {
  // Fisher’s tea: 3 of 4 and 1 of 4 has a one-sided p of 17/70.
  expect(excessP([{ hits: 3, of: 4, otherHits: 1, otherOf: 4 }])).toBeCloseTo(17 / 70, 12);
  const [up, down] = [
    excessP([{ hits: 6, of: 6, otherHits: 0, otherOf: 6 }]),
    excessP([{ hits: 0, of: 6, otherHits: 6, otherOf: 6 }]),
  ];
  expect(up).toBeCloseTo(fisherExact(6, 0, 0, 6) / 2, 12);
  expect(down).toBe(1);
});

test('a stratum without any hit says nothing; several that agree say more than one', () => {
  const phone = { hits: 2, of: 8, otherHits: 0, otherOf: 8 };
  const quiet = { hits: 0, of: 8, otherHits: 0, otherOf: 8 };
  expect(excessP([phone, quiet])).toBeCloseTo(excessP([phone]), 12);
  expect(excessP([phone, phone])).toBeCloseTo(excessP([phone]) ** 2, 12);
});

test('a rate that differs between strata is no excess', () => {
  const often = { hits: 7, of: 8, otherHits: 7, otherOf: 8 };
  const never = { hits: 0, of: 8, otherHits: 0, otherOf: 8 };
  expect(excessP([often, never])).toBeGreaterThan(0.5);
});

test('the binomial tail is exact', () => {
  expect(atLeastP(0, 5, 0.1)).toBe(1);
  expect(atLeastP(1, 5, 0.1)).toBeCloseTo(1 - 0.9 ** 5, 12);
  expect(atLeastP(5, 5, 0.1)).toBeCloseTo(1e-5, 12);
});
