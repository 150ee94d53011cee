import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm } from './holm.ts';
import { weightedHolm } from './weighted-holm.ts';

const p = fc.double({ min: 0, max: 1, noNaN: true });

test('equal weights give Holm’s own values', () => {
  fc.assert(
    fc.property(fc.array(p, { maxLength: 8 }), (values) => {
      const found = weightedHolm(values.map((each) => ({ p: each, weight: 0.5 })));
      for (const [i, adjusted] of holm(values).entries()) expect(found[i]).toBeCloseTo(adjusted, 12);
    }),
  );
});

test('a test with more weight stands against more of the error', () => {
  expect(
    weightedHolm([
      { p: 0.01, weight: 3 },
      { p: 0.01, weight: 1 },
    ]),
  ).toEqual([(0.01 / 3) * 4, (0.01 / 3) * 4]);
  expect(
    weightedHolm([
      { p: 0.5, weight: 3 },
      { p: 0.01, weight: 1 },
    ]),
  ).toEqual([0.5, 0.04]);
});
