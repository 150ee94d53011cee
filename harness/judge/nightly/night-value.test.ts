import { expect, test } from 'vitest';
import { nightValue } from './night-value.ts';

test('the value of a night is the log of the ratio to the pinned build', () => {
  const value = nightValue([
    { candidate: 20, reference: 40 },
    { candidate: 30, reference: 60 },
  ]);
  expect(value?.paired).toBe(true);
  expect(value?.log).toBeCloseTo(Math.log(0.5), 12);
});

test('the value is plain when a reference is missing, and null without a candidate', () => {
  expect(nightValue([{ candidate: 20, reference: null }])).toEqual({ log: Math.log(20), paired: false });
  expect(nightValue([{ candidate: 0, reference: 3 }])).toBeNull();
  expect(nightValue([])).toBeNull();
});
