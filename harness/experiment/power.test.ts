import { expect, test } from 'vitest';
import { blocksToFind, blocksToProve, MOST_PLANNED_BLOCKS, smallestEffect } from './power.ts';

/** Devices, blocks and the smallest effect, per cent at a noise of 1.2 %: 90 % power of the t test. */
test.each([
  [1, 4, 2.68],
  [1, 6, 1.89],
  [1, 8, 1.55],
  [1, 12, 1.21],
  [1, 16, 1.02],
  [3, 3, 1.49],
  [3, 5, 1.07],
  [3, 8, 0.82],
])('%i devices × %i blocks find %f %% with 90 %% power', (devices, blocks, percent) => {
  expect(100 * (smallestEffect(0.012, blocks, devices) ?? 0)).toBeCloseTo(percent, 2);
  expect(100 * (smallestEffect(0.024, blocks, devices) ?? 0)).toBeCloseTo(2 * percent, 1);
});

test('blocks to find an effect are the fewest whose smallest effect is no larger', () => {
  const blocks = blocksToFind(0.012, 0.02);
  expect(smallestEffect(0.012, blocks) ?? 1).toBeLessThanOrEqual(0.02);
  expect(smallestEffect(0.012, blocks - 1) ?? 1).toBeGreaterThan(0.02);
});

test('more noise never needs fewer blocks, and no noise needs the least', () => {
  const needed = [0, 0.005, 0.01, 0.02, 0.05].map((noise) => blocksToProve(noise, 0.02));
  expect(needed).toEqual([...needed].sort((a, b) => a - b));
  expect(needed[0]).toBe(3);
  expect(blocksToProve(1, 0.02)).toBe(MOST_PLANNED_BLOCKS);
});

test('one block says nothing', () => {
  expect(smallestEffect(0.012, 1)).toBeNull();
});
