import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changePoints } from './change-points.ts';
import { hampelClip } from './hampel-clip.ts';
import { median } from './median.ts';

test('Hampel clips to the limit: twelve values of 0 but the 6th, 1, and the 12th, −1', () => {
  const series = Array.from({ length: 12 }, (_, i) => (i === 5 ? 1 : i === 11 ? -1 : 0));
  expect(hampelClip(series, 0.1)).toEqual(series.map((value) => 0.1 * value));
});

test('the window of nine keeps seven values at the ends', () => {
  const windowAt = (i: number, n: number): [number, number] => [
    Math.max(0, Math.min(i - 4, n - 7)),
    Math.min(n, Math.max(i + 5, 7)),
  ];
  const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, (series) => {
      const clipped = hampelClip(series, 0);
      for (const [i, value] of clipped.entries())
        expect(value).toBeCloseTo(median(series.slice(...windowAt(i, series.length))) ?? Number.NaN, 12);
    }),
  );
});

const series = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 0, maxLength: 40 });

test('without a penalty the most change points, with an endless one none, and no short segment', () => {
  fc.assert(
    fc.property(
      series,
      fc.integer({ min: 1, max: 6 }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (values, least, penalty) => {
        expect(changePoints(values, least, Number.POSITIVE_INFINITY)).toEqual([]);
        const bounds = [0, ...changePoints(values, least, penalty), values.length];
        if (bounds.length > 2)
          for (const [i, end] of bounds.slice(1).entries())
            expect(end - (bounds[i] ?? 0)).toBeGreaterThanOrEqual(least);
      },
    ),
  );
  expect(changePoints([1, 2, 3, 4, 5, 6], 1, 0)).toEqual([1, 2, 3, 4, 5]);
});
