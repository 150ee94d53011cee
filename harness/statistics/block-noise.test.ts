import { describe, expect, test } from 'vitest';
import type { BlockDesign } from './block-basis.ts';
import { blockNoise } from './block-noise.ts';
import { fitBlocks } from './block-regression.ts';

const BUILD = [0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1];
const Y = Float64Array.from([
  -0.00241, -0.04872, -0.07067, -0.04746, -0.0175, -0.04087, -0.07121, -0.06329, -0.04647, 0.00023, -0.01053,
  -0.06775, -0.0326, -0.01955, -0.00714, -0.03945,
]);
const column = (of: (row: number) => number): Float64Array => Float64Array.from(BUILD, (_, i) => of(i));
const design: BlockDesign = {
  blocks: Int32Array.from(BUILD, (_, i) => Math.floor(i / 4)),
  blockCount: 4,
  covariates: [column((i) => BUILD[i] ?? 0), column((i) => i % 4), column((i) => BUILD[i - 1] ?? 0)],
};
const without = (...rows: number[]): Float64Array => column((i) => Number(!rows.includes(i)));

const noiseOf = (y: Float64Array, weights: Float64Array | null) => {
  const fit = fitBlocks(design, y, weights);
  return fit && { fit, noise: blockNoise(design, fit.residuals, weights) };
};

/** numpy 2: `tr(MDMD)` of the whole matrices, blocks counting 0.7 further. */
test.each([
  ['all rows', null, [0.00012616196660983283, 8.755110194498616]],
  ['one row left out', without(6), [0.00011225584496383222, 7.208604216409837]],
] as const)('agrees with numpy, %s', (_, weights, [variance, df]) => {
  const found = noiseOf(Y, weights)?.noise;
  expect(found?.variance).toBeCloseTo(variance, 14);
  expect(found?.df).toBeCloseTo(df, 10);
});

describe('noise in one block alone', () => {
  /** The effect's variance, and what is expected of it, when only this block's rows are noisy. */
  const inBlock = (block: number, weights: Float64Array | null) => {
    let [real, told, alike] = [0, 0, 0];
    design.blocks.forEach((each, i) => {
      if (each !== block || weights?.[i] === 0) return;
      const found = noiseOf(
        column((k) => Number(k === i)),
        weights,
      );
      if (!found?.noise) throw new Error('the design fits');
      const { fit, noise } = found;
      real += fit.effect ** 2;
      told += noise.variance * fit.unscaledVariance;
      alike += (fit.residualSquares / fit.df) * fit.unscaledVariance;
    });
    return { real, told, alike };
  };

  test.each([0, 1, 2, 3])(
    'is told at most 0.7 further from the mean than the effect feels it, block %i',
    (block) => {
      for (const weights of [null, without(6), without(1, 12)]) {
        const { real, told, alike } = inBlock(block, weights);
        const times = (told - alike) / (real - alike);
        expect(times).toBeGreaterThanOrEqual(1);
        expect(times).toBeLessThan(1.7 + 1e-9);
      }
    },
  );

  test('is told as the effect feels it over all blocks together', () => {
    for (const weights of [null, without(6), without(1, 12)]) {
      const parts = [0, 1, 2, 3].map((block) => inBlock(block, weights));
      const sum = (of: 'real' | 'told'): number => parts.reduce((total, part) => total + part[of], 0);
      expect(sum('told')).toBeCloseTo(sum('real'), 12);
    }
  });

  test('is not by a mean over all residuals', () => {
    const wrong = [0, 1, 2, 3].map((block) => {
      const { real, alike } = inBlock(block, null);
      return Math.abs(alike / real - 1);
    });
    expect(Math.max(...wrong)).toBeGreaterThan(0.1);
  });
});

test('it costs few degrees of freedom, and none where the effect leans on all blocks alike', () => {
  expect(noiseOf(Y, null)?.noise?.df).toBeGreaterThan(0.9 * 9);
  const alone = { ...design, covariates: design.covariates.slice(0, 1) };
  const fit = fitBlocks(alone, Y, null);
  const noise = fit && blockNoise(alone, fit.residuals, null);
  expect(noise?.df).toBeCloseTo(fit?.df ?? 0, 10);
  expect(noise?.variance).toBeCloseTo((fit?.residualSquares ?? 0) / (fit?.df ?? 1), 14);
});

test('blocks that leave nothing to tell their noise by are not told', () => {
  const two = { blocks: Int32Array.of(0, 0, 1, 1), blockCount: 2, covariates: [Float64Array.of(0, 1, 1, 0)] };
  const fit = fitBlocks(two, Float64Array.of(0, 1, 3, 1), null);
  expect(fit?.df).toBe(1);
  expect(fit && blockNoise(two, fit.residuals, null)).toBeNull();
});
