import ttest2 from '@stdlib/stats-ttest2';
import { expect, test } from 'vitest';
import { golden } from '../../../harness/statistics/golden/read-golden.fixture.ts';
import { student, welch } from './welch.ts';

interface Row {
  readonly a: number[];
  readonly b: number[];
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

test('Welch agrees with scipy and @stdlib to 1e-10', () => {
  for (const { a, b, p, low, high } of golden<Row[]>('welch')) {
    const found = welch(a, b);
    expect(found?.p).toBeCloseTo(p, 10);
    expect(found?.ci95[0]).toBeCloseTo(low, 8);
    expect(found?.ci95[1]).toBeCloseTo(high, 8);
    expect(found?.p).toBeCloseTo(ttest2(b, a, { variance: 'unequal' }).pValue, 10);
  }
});

test('Student’s pooled t agrees with scipy to 1e-10', () => {
  for (const { a, b, p } of golden<Row[]>('student')) expect(student(a, b)?.p).toBeCloseTo(p, 10);
});

test('values that do not vary give 1 or 0, never NaN', () => {
  expect(welch([1, 1], [1, 1])?.p).toBe(1);
  expect(welch([1, 1], [2, 2])?.p).toBe(0);
  expect(welch([1], [2, 2])).toBeNull();
});
