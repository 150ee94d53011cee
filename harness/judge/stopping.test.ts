import fc from 'fast-check';
import { expect, test } from 'vitest';
import { interimAnalysis, intervalWidth } from './stopping.ts';

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
