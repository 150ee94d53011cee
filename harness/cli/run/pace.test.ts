import { expect, test } from 'vitest';
import { barText, clockText, createPace } from './pace.ts';

const MINUTE = 60_000;
const step = (device: string, launchesDone: number, more: { lost?: boolean } = {}) => ({
  ...{ device, launchesDone, launchesPlanned: 10, message: '' },
  ...more,
});

test('what is left is told by the slowest phone, at its own pace', () => {
  const pace = createPace();
  for (const device of ['a', 'b']) pace.note(step(device, 0), 0);
  expect(pace.leftMs(MINUTE)).toBe(null);
  pace.note(step('a', 2), 2 * MINUTE);
  expect(pace.leftMs(2 * MINUTE)).toBe(null);
  pace.note(step('b', 1), 3 * MINUTE);
  expect(pace.leftMs(3 * MINUTE)).toBe(27 * MINUTE);
  expect(pace.leftMs(4 * MINUTE)).toBe(26 * MINUTE);
  expect(pace.counts()).toEqual({ done: 3, planned: 20 });
});

test('what an earlier attempt measured says nothing of the pace of this one', () => {
  const pace = createPace();
  pace.note(step('a', 8), 0);
  expect(pace.leftMs(0)).toBe(null);
  pace.note(step('a', 9), 5 * MINUTE);
  expect(pace.leftMs(5 * MINUTE)).toBe(5 * MINUTE);
});

test('a phone that is lost or done is not waited for', () => {
  const pace = createPace();
  pace.note(step('a', 0), 0);
  pace.note(step('a', 10), MINUTE);
  pace.note(step('b', 0, { lost: true }), MINUTE);
  expect(pace.leftMs(MINUTE)).toBe(0);
});

test('a bar says launches, what is gone and what is left', () => {
  expect(barText({ done: 12, planned: 36 }, 192_000, 400_000)).toBe(
    '[████████────────────────] 12/36 launches, 03:12 gone, about 06:40 left',
  );
  expect(barText({ done: 0, planned: 0 }, 1_000, null)).toBe(
    '[────────────────────────] 0/0 launches, 00:01 gone',
  );
});

test('hours are told from an hour on', () => {
  expect([59_400, 3_785_000].map(clockText)).toEqual(['00:59', '1:03:05']);
});
