import { expect, it } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

const START = '2026-03-01T00:00:00.000Z';

it('calls back at each period on the way, at the time it is due', () => {
  const clock = createVirtualClock(START);
  const seen: number[] = [];
  clock.every(100, () => seen.push(clock.nowUs()));
  clock.advance(250_000);
  clock.advance(50_000);
  expect(seen).toEqual([100_000, 200_000, 300_000]);
  expect(clock.nowUs()).toBe(300_000);
});

it('orders the callbacks of several periods by time', () => {
  const clock = createVirtualClock(START);
  const seen: string[] = [];
  clock.every(30, () => seen.push('30'));
  clock.every(20, () => seen.push('20'));
  clock.advance(50_000);
  expect(seen).toEqual(['20', '30', '20']);
});

it('calls no more after stop, also when stopped from the callback', () => {
  const clock = createVirtualClock(START);
  let calls = 0;
  const ticker = clock.every(10, () => {
    calls += 1;
    if (calls === 2) ticker.stop();
  });
  clock.advance(100_000);
  expect(calls).toBe(2);
});

it('gives the wall clock from its start', () => {
  const clock = createVirtualClock(START);
  clock.advance(90e6);
  expect(clock.wallClock()).toBe('2026-03-01T00:01:30.000Z');
});
