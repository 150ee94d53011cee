import { expect, test } from 'vitest';
import {
  blocksToProve,
  chanceToPass,
  degreesOfFreedom,
  MOST_PLANNED_BLOCKS,
  smallestEffect,
} from './power.ts';

/** Blocks and the smallest effect, per cent at a noise of 1.2 %: 90 % power of the t test with all launches. */
test.each([
  [3, 2.58],
  [4, 2.13],
  [8, 1.43],
])('%i blocks find %f %% with 90 %% power', (blocks, percent) => {
  expect(100 * (smallestEffect(0.012, blocks) ?? 0)).toBeCloseTo(percent, 1);
  expect(100 * (smallestEffect(0.024, blocks) ?? 0)).toBeCloseTo(2 * percent, 0);
});

test('degrees of freedom are those of the fit', () => {
  expect([2, 3, 4, 5, 8].map(degreesOfFreedom)).toEqual([2, 6, 9, 11, 20]);
});

test('more noise never needs fewer blocks, and no noise needs the least', () => {
  const needed = [0, 0.005, 0.01, 0.02, 0.05].map((noise) => blocksToProve(noise, 0.02));
  expect(needed).toEqual([...needed].sort((a, b) => a - b));
  expect(needed[0]).toBe(2);
  expect(blocksToProve(1, 0.02)).toBe(MOST_PLANNED_BLOCKS);
});

test('one block says nothing', () => {
  expect(smallestEffect(0.012, 1)).toBeNull();
});

test('more blocks, phones and less noise pass a clean build more often', () => {
  const of = (noise: number, blocks: number, devices = 1) =>
    chanceToPass({ noise, margin: 0.02, level: 0.01, devices }, blocks);
  expect(of(0.012, 8)).toBeGreaterThan(of(0.012, 4));
  expect(of(0.012, 4, 3)).toBeGreaterThan(of(0.012, 4));
  expect(of(0.024, 8)).toBeLessThan(of(0.012, 8));
  expect(of(0.012, 8)).toBeGreaterThan(0.97);
  expect(of(0, 2)).toBe(1);
});
