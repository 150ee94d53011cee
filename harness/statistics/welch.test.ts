import ttest2 from '@stdlib/stats-ttest2';
import { expect, test } from 'vitest';
import { welch } from './welch.ts';

test('Welch’s p equals scipy’s', () => {
  expect(welch([1, 2, 4, 7], [3, 5, 9, 8, 12])?.p).toBeCloseTo(0.099126, 6);
});

test('swapping the samples negates shift and interval', () => {
  const there = welch([1, 2, 4, 7], [3, 5, 9, 8, 12]);
  const back = welch([3, 5, 9, 8, 12], [1, 2, 4, 7]);
  expect(back?.shift).toBeCloseTo(-(there?.shift ?? 0), 12);
  expect(back?.ci95[0]).toBeCloseTo(-(there?.ci95[1] ?? 0), 12);
});

test('one value on a side gives no test; equal values give a certain one', () => {
  expect(welch([1], [1, 2])).toBeNull();
  expect(welch([2, 2], [2, 2])).toMatchObject({ p: 1, ci95: [0, 0] });
  expect(welch([2, 2], [3, 3])).toMatchObject({ p: 0, ci95: [1, 1] });
});

test.each([
  [
    [1, 2, 4, 7],
    [3, 5, 9, 8, 12],
  ],
  [
    [0.31, 0.29, 0.35],
    [0.28, 0.33, 0.3, 0.41],
  ],
])('p and interval equal those of an independent implementation', (a, b) => {
  const own = welch(a, b);
  const other = ttest2(b, a);
  expect(own?.p).toBeCloseTo(other.pValue, 8);
  expect(own?.ci95[0]).toBeCloseTo(other.ci[0] ?? Number.NaN, 6);
  expect(own?.ci95[1]).toBeCloseTo(other.ci[1] ?? Number.NaN, 6);
});
