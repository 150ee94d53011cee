import { expect, test } from 'vitest';
import { timeAxis } from './time-axis.ts';

const night = (day: number): number => Date.UTC(2026, 9, day, 3);
const axisOf = (...days: number[]) => timeAxis(days.map(night));

test('a missing night leaves its room', () => {
  const { x } = axisOf(1, 2, 4, 5);
  const [a, b, c] = [x(night(1)), x(night(2)), x(night(4))];
  expect(c - b).toBeCloseTo(2 * (b - a));
});

test('the gap is marked from half a night after the last run to half a night before the next', () => {
  const { gaps } = axisOf(1, 2, 3, 6, 7);
  expect(
    gaps.map(({ nights, from, to }) => [nights, new Date(from).toISOString(), new Date(to).toISOString()]),
  ).toEqual([[2, '2026-10-03T15:00:00.000Z', '2026-10-05T15:00:00.000Z']]);
});

test('what is usual between two runs is no gap: a lab may measure once a week', () => {
  expect(axisOf(1, 8, 15, 22).gaps).toEqual([]);
  expect(axisOf(1, 8, 15, 29).gaps.map(({ nights }) => nights)).toEqual([1]);
});

test('several runs of a day are no gap', () => {
  expect(timeAxis([night(1), night(1) + 3_600_000, night(2)]).gaps).toEqual([]);
});

test('dates are as far apart as people count, back from the newest', () => {
  const words = (last: number): string[] =>
    timeAxis(Array.from({ length: last }, (_, i) => night(1 + i))).dates.map((date) =>
      date.words.replace('\u00a0', ' '),
    );
  expect(words(30)).toEqual(['2 Oct 2026', '9 Oct', '16 Oct', '23 Oct', '30 Oct']);
  expect(words(3)).toEqual(['1 Oct 2026', '2 Oct', '3 Oct']);
  expect(words(90).length).toBeLessThan(9);
});

test('one night stands at the end of the axis', () => {
  const { x, gaps } = axisOf(5);
  expect(x(night(5))).toBeGreaterThan(1000);
  expect(gaps).toEqual([]);
});
