import { expect, test } from 'vitest';
import { median } from './median.ts';
import { must } from './must.ts';
import { noiseOfNights } from './noise-of-nights.ts';
import { createRandom } from './random.ts';

const DF = 22;

/** Nights of so many degrees of freedom each, whose true variance is this; many times over. */
function knownDf(variances: readonly number[], seed: number, times = 400): number[] {
  const random = createRandom(seed);
  return Array.from({ length: times }, () => {
    const nights = variances.map((truth) => {
      const squares = Array.from({ length: DF }, () => random.gauss() ** 2).reduce((a, b) => a + b, 0);
      return { variance: (truth * squares) / DF, df: DF };
    });
    return must(noiseOfNights(nights), 'nights').df;
  });
}

test('nights that differ by chance alone are worth nearly all that they measured, and seldom less than a dozen', () => {
  const df = knownDf([1, 1, 1, 1, 1], 1);
  expect(median(df)).toBeGreaterThan(60);
  expect(df.filter((each) => each < 12).length / df.length).toBeLessThan(0.05);
});

test.each([
  ['one of five twice as noisy', [1, 1, 1, 1, 4]],
  ['every second one', [1, 4, 1, 4, 1, 4]],
])('%s: what they teach is worth less than a dozen degrees of freedom', (_, variances) => {
  const df = knownDf(variances, 2);
  expect(df.filter((each) => each < 12).length / df.length).toBeGreaterThan(0.85);
});

test('the variance is the mean, each night by what it measured', () => {
  const found = noiseOfNights([
    { variance: 1, df: 30 },
    { variance: 1.3, df: 10 },
  ]);
  expect(found?.variance).toBeCloseTo(1.075, 12);
  expect(found?.df).toBe(40);
});

test('one night is believed, values that never scatter too, and no night is null', () => {
  expect(noiseOfNights([{ variance: 2, df: 9 }])).toEqual({ variance: 2, df: 9 });
  expect(
    noiseOfNights([
      { variance: 0, df: 9 },
      { variance: 0, df: 3 },
    ]),
  ).toEqual({ variance: 0, df: 12 });
  expect(noiseOfNights([])).toBeNull();
});
