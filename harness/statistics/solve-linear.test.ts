import fc from 'fast-check';
import { expect, test } from 'vitest';
import { solveLinear } from './solve-linear.ts';

const number = fc.double({ min: -10, max: 10, noNaN: true });
const system = fc
  .integer({ min: 1, max: 6 })
  .chain((n) => fc.tuple(fc.array(number, { minLength: n * n, maxLength: n * n }), fc.constant(n)));

test('what it finds solves the equations, also where rows must be exchanged', () => {
  fc.assert(
    fc.property(system, ([values, n]) => {
      // Larger diagonals in reverse order: never singular, never in place.
      const matrix = Float64Array.from(values, (value, i) =>
        i % n === n - 1 - Math.floor(i / n) ? 100 + value : value,
      );
      const wanted = Float64Array.from({ length: n }, (_, i) => i - 1.5);
      const right = wanted.map((_, row) =>
        wanted.reduce((sum, value, k) => sum + (matrix[row * n + k] ?? 0) * value, 0),
      );
      const found = solveLinear(matrix, right);
      expect(found).toHaveLength(n);
      wanted.forEach((value, i) => {
        expect(found?.[i]).toBeCloseTo(value, 9);
      });
    }),
  );
});

test('equations that repeat each other have no answer', () => {
  expect(solveLinear(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 2))).toBeNull();
});
