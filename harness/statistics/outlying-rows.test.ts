import { expect, test } from 'vitest';
import type { BlockDesign } from './block-basis.ts';
import { fitBlocks } from './block-regression.ts';
import { fitWithoutOutliers } from './outlying-rows.ts';
import { createRandom } from './random.ts';

const ORDER = [0, 1, 1, 0];

const design = (blocks: number): BlockDesign => ({
  blocks: Int32Array.from({ length: 4 * blocks }, (_, i) => Math.floor(i / 4)),
  blockCount: blocks,
  covariates: [
    Float64Array.from({ length: 4 * blocks }, (_, i) => ORDER[i % 4] ?? 0),
    Float64Array.from({ length: 4 * blocks }, (_, i) => i % 4),
  ],
});

const normal = (blocks: number, seed: number): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from({ length: 4 * blocks }, () => 0.012 * random.gauss());
};

test('without outliers it is plain least squares', () => {
  const y = normal(8, 1);
  const plain = fitBlocks(design(8), y, new Float64Array(32).fill(1));
  expect(fitWithoutOutliers(design(8), y)).toEqual({ fit: plain, outlying: [] });
});

test('clean normal noise loses a row in fewer than one of fifty fits', () => {
  const fits = Array.from({ length: 500 }, (_, seed) => fitWithoutOutliers(design(6), normal(6, seed)));
  expect(fits.filter((each) => each && each.outlying.length > 0).length).toBeLessThan(10);
});

test.each([
  [3, [5]],
  [6, [5, 17]],
  [8, [1, 7, 8, 14, 19, 21, 26, 28]],
])('%i blocks: rows that lie 15 %% too low are found: %j', (blocks, rows) => {
  const y = normal(blocks, 7);
  for (const row of rows) y[row] = (y[row] ?? 0) - 0.16;
  expect(fitWithoutOutliers(design(blocks), y)?.outlying).toEqual(rows);
});

test('a large change of one build is no outlier', () => {
  const y = normal(6, 3).map((value, i) => value + (ORDER[i % 4] === 1 ? -0.7 : 0));
  const found = fitWithoutOutliers(design(6), y);
  expect(found?.outlying).toEqual([]);
  expect(found?.fit.effect).toBeCloseTo(-0.7, 1);
});

test('values that are all alike have no noise to call another one an outlier by', () => {
  const y = new Float64Array(16).fill(6);
  y[3] = 6.01;
  expect(fitWithoutOutliers(design(4), y)?.outlying).toEqual([]);
});
