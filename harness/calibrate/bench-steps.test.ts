import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benchSteps, contextOf, parseCounts } from './bench-steps.ts';

const request = {
  promptTokens: [128, 512],
  generateTokens: [128],
  depthTokens: [0, 1024],
  batchTokens: 2048,
  repetitions: 5,
};

test("rows stand in llama-bench's order, under its names", () => {
  expect(benchSteps(request).map((step) => step.case)).toEqual([
    'pp128',
    'pp512',
    'tg128',
    'pp128 @ d1024',
    'pp512 @ d1024',
    'tg128 @ d1024',
  ]);
});

test('a size of 0 is no row, and nothing at all is refused', () => {
  expect(benchSteps({ ...request, promptTokens: [0], depthTokens: [0] }).map((step) => step.case)).toEqual([
    'tg128',
  ]);
  expect(() => benchSteps({ ...request, promptTokens: [0], generateTokens: [0] })).toThrow(
    expect.objectContaining({ code: 'NOTHING_TO_MEASURE' }),
  );
});

test('the context holds the deepest row', () => {
  expect(contextOf(benchSteps(request))).toBe(1536);
});

test.each([
  ['512', [512]],
  ['128,512', [128, 512]],
  ['1-4', [1, 2, 3, 4]],
  ['128-512+128', [128, 256, 384, 512]],
  ['128-1024*2', [128, 256, 512, 1024]],
])('%s reads as llama-bench reads it', (text, expected) => {
  expect(parseCounts(text)).toEqual(expected);
});

test.each(['', 'x', '1,', '0-8*2', '1-9999999', '-5', '4+'])('%j is refused', (text) => {
  expect(parseCounts(text)).toBeNull();
});

test('any list of numbers survives', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 50 }), (list) => {
      expect(parseCounts(list.join(','))).toEqual(list);
    }),
  );
});
