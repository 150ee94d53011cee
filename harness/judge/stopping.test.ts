import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecode } from './comparison.fixture.ts';
import type { LaunchValues } from './contrast.ts';
import { type IntervalWidth, interimAnalysis, intervalWidths } from './stopping.ts';

const order = ['baseline', 'candidate', 'candidate', 'baseline'] as const;

/** The width of one phone's interval where the block contrasts are these, at a level of 300. */
function intervalWidth(
  metric: string,
  contrasts: readonly number[],
  marginPercent: number,
  leastMargin = 0,
): IntervalWidth {
  const launches = contrasts.flatMap((contrast, block) =>
    order.map(
      (build, position): LaunchValues => ({
        device: 'one',
        block: `b${block}`,
        position,
        build,
        values: { a: 300 * Math.exp(build === 'candidate' ? contrast : 0) },
      }),
    ),
  );
  const [width] = intervalWidths([compareDecode(launches, { metric, marginPercent, leastMargin })]);
  if (!width) throw new Error('one metric has one width');
  return width;
}

const budget = { leastBlocks: 6, mostBlocks: 16 };
const narrow = [-0.001, 0.001, 0, 0.0005, -0.0005, 0.0002];
const wide = narrow.map((value) => value * 100);

test('narrow intervals stop, but not before the least number of blocks', () => {
  expect(interimAnalysis([intervalWidth('decode_rate', narrow, 2)], 6, budget)).toBe('stop');
  expect(interimAnalysis([intervalWidth('decode_rate', narrow.slice(0, 4), 2)], 4, budget)).toBe('go-on');
});

test('one wide metric keeps the session going until the budget is spent', () => {
  const widths = [intervalWidth('decode_rate', narrow, 2), intervalWidth('ttft', wide, 3)];
  expect(interimAnalysis(widths, 6, budget)).toBe('go-on');
  expect(interimAnalysis(widths, 16, budget)).toBe('budget-spent');
});

test('without a width nothing stops', () => {
  expect(interimAnalysis([], 8, budget)).toBe('go-on');
  expect(interimAnalysis([intervalWidth('decode_rate', [0.01], 2)], 8, budget)).toBe('go-on');
});

test('the decision does not depend on where the estimate lies', () => {
  fc.assert(
    fc.property(fc.double({ min: -0.5, max: 0.5, noNaN: true }), (shift) => {
      const moved = intervalWidth(
        'decode_rate',
        narrow.map((value) => value + shift),
        2,
      );
      expect(interimAnalysis([moved], 6, budget)).toBe('stop');
    }),
  );
});

test('what is allowed absolutely is enough for an early end too', () => {
  const contrasts = [0.006, -0.006, 0.007, -0.007, 0.006, -0.006, 0.007, -0.007];
  const megabytes = 8e6 / 2 ** 20;
  expect(interimAnalysis([intervalWidth('footprint_peak', contrasts, 1)], 8, budget)).toBe('go-on');
  expect(interimAnalysis([intervalWidth('footprint_peak', contrasts, 1, megabytes)], 8, budget)).toBe('stop');
});

test('one case whose interval is wide keeps the session going', () => {
  const launches = narrow.flatMap((contrast, block) =>
    order.map(
      (build, position): LaunchValues => ({
        device: 'one',
        block: `b${block}`,
        position,
        build,
        values: {
          a: Math.exp(build === 'candidate' ? contrast + 0.05 * (-1) ** block : 0),
          b: Math.exp(build === 'candidate' ? contrast - 0.05 * (-1) ** block : 0),
        },
      }),
    ),
  );
  const widths = intervalWidths([compareDecode(launches)]);
  expect(interimAnalysis(widths.slice(0, 1), 6, budget)).toBe('stop');
  expect(interimAnalysis(widths, 6, budget)).toBe('go-on');
});
