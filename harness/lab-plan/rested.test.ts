import { expect, test } from 'vitest';
import { hasCooled, longestRestedFirst } from './rested.ts';

test('the phone that has rested longest is asked for first, and one that has not measured before all', () => {
  const phones = ['hot', 'cool', 'fresh', 'new'].map((id) => ({ id }));
  const rests = new Map([
    ['hot', { endedAt: 90, coolSeconds: 0 }],
    ['cool', { endedAt: 10, coolSeconds: 0 }],
  ]);
  expect(longestRestedFirst(phones, rests).map(({ id }) => id)).toEqual(['fresh', 'new', 'cool', 'hot']);
});

test('a phone asks for a place of a pool when it has cooled for as long as its last session made it', () => {
  const rest = { endedAt: 100, coolSeconds: 60 };
  expect([159, 160].map((now) => hasCooled(rest, now))).toEqual([false, true]);
  expect([hasCooled({ endedAt: 100, coolSeconds: 0 }, 100), hasCooled(undefined, 0)]).toEqual([true, true]);
});
