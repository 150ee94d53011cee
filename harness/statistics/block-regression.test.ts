import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockDesign } from './block-basis.ts';
import { fitBlocks, residualsOf } from './block-regression.ts';
import { createRandom } from './random.ts';

const BUILD = [0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1];
const Y = Float64Array.from([
  -0.00241, -0.04872, -0.07067, -0.04746, -0.0175, -0.04087, -0.07121, -0.06329, -0.04647, 0.00023, -0.01053,
  -0.06775, -0.0326, -0.01955, -0.00714, -0.03945,
]);

const column = (of: (row: number) => number): Float64Array => Float64Array.from(BUILD, (_, i) => of(i));
const build = column((i) => BUILD[i] ?? 0);
const position = column((i) => i % 4);
const before = column((i) => BUILD[i - 1] ?? 0);
const blocks = Int32Array.from(BUILD, (_, i) => Math.floor(i / 4));
const designOf = (...covariates: Float64Array[]): BlockDesign => ({ blocks, blockCount: 4, covariates });
const ones = (): Float64Array => new Float64Array(16).fill(1);

/** numpy 2, `lstsq` on the dummies of the blocks and these columns. */
test('agrees with numpy, with all rows and without one', () => {
  const design = designOf(build, position, before);
  const whole = fitBlocks(design, Y, ones());
  expect(whole?.effect).toBeCloseTo(-0.03277637237762237, 12);
  expect(whole?.unscaledVariance).toBeCloseTo(0.2543706293706294, 12);
  expect(whole?.residualSquares).toBeCloseTo(0.0013057854140734269, 12);
  expect(whole?.df).toBe(9);
  const weights = ones();
  weights[6] = 0;
  const less = fitBlocks(design, Y, weights);
  expect(less?.effect).toBeCloseTo(-0.033758457602339184, 12);
  expect(less?.unscaledVariance).toBeCloseTo(0.28874269005847963, 12);
  expect(less?.residualSquares).toBeCloseTo(0.0012777250834064332, 12);
  expect(less?.df).toBe(8);
});

test('the level of a block, and what a covariate explains, change no effect', () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(
    fc.property(number, number, number, (level, drift, carry) => {
      const moved = Y.map(
        (value, i) =>
          value + (blocks[i] === 2 ? level : 0) + drift * (position[i] ?? 0) + carry * (before[i] ?? 0),
      );
      const design = designOf(build, position, before);
      expect(fitBlocks(design, moved, ones())?.effect).toBeCloseTo(-0.03277637237762237, 8);
    }),
  );
});

test('a column that says what others say costs nothing', () => {
  const twice = column((i) => 2 * (position[i] ?? 0) + (blocks[i] ?? 0));
  const [one, more] = [designOf(build, position), designOf(build, position, twice)].map((design) =>
    fitBlocks(design, Y, ones()),
  );
  expect(more?.df).toBe(one?.df);
  expect(more?.effect).toBeCloseTo(one?.effect ?? 0, 12);
});

test('a column that is the build itself never takes its place', () => {
  const same = column((i) => 3 - 2 * (BUILD[i] ?? 0));
  expect(fitBlocks(designOf(build, same), Y, ones())?.effect).toBeCloseTo(
    fitBlocks(designOf(build), Y, ones())?.effect ?? 0,
    12,
  );
});

test('without both sides in a block there is no effect', () => {
  const random = createRandom(1);
  const y = column(() => random.gauss());
  expect(fitBlocks(designOf(column((i) => blocks[i] ?? 0)), y, ones())).toBeNull();
  expect(fitBlocks(designOf(), y, ones())).toBeNull();
});

test('a fit is the same whatever was fitted before it, and is not changed by what is fitted after it', () => {
  const small = designOf(build, position, before);
  const weights = ones().map((_, i) => 1 / (1 + i));
  const first = fitBlocks(small, Y, weights);
  const residuals = residualsOf(small, Y, weights);
  const kept = residuals?.slice();
  const rows = 2400;
  const large: BlockDesign = {
    blocks: Int32Array.from({ length: rows }, (_, i) => i >> 2),
    blockCount: rows / 4,
    covariates: [Float64Array.from({ length: rows }, (_, i) => BUILD[i % 16] ?? 0)],
  };
  const draws = createRandom(4);
  residualsOf(
    large,
    Float64Array.from({ length: rows }, () => draws.gauss()),
    new Float64Array(rows).fill(0.5),
  );
  expect(residuals).toEqual(kept);
  expect(residualsOf(small, Y, weights)).toEqual(kept);
  expect(fitBlocks(small, Y, weights)).toEqual(first);
  expect(first?.residuals).toEqual(kept);
});
