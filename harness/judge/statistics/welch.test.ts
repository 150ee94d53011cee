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

test('one value on a side tells nothing; equal values tell everything', () => {
  expect(welch([1], [1, 2])).toBeNull();
  expect(welch([2, 2], [2, 2])).toMatchObject({ p: 1, ci95: [0, 0] });
  expect(welch([2, 2], [3, 3])).toMatchObject({ p: 0, ci95: [1, 1] });
});
