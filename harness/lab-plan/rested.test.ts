import { expect, test } from 'vitest';
import { longestRestedFirst } from './rested.ts';

test('the phone that has rested longest is asked for first, and one that has not measured before all', () => {
  const phones = ['hot', 'cool', 'fresh', 'new'].map((id) => ({ id }));
  const endedAt = new Map([
    ['hot', 90],
    ['cool', 10],
  ]);
  expect(longestRestedFirst(phones, endedAt).map(({ id }) => id)).toEqual(['fresh', 'new', 'cool', 'hot']);
});
