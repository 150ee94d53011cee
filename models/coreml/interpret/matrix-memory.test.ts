import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../harness/statistics/random.ts';
import { MatrixMemory } from './matrix-memory.ts';

const random = createRandom(1);
const numbers = (count: number): Float32Array =>
  Float32Array.from({ length: count }, () => random.uniform() - 0.5);

/** In double precision, one by one. */
function product(x: Float32Array, matrix: Float32Array, outputs: number, inputs: number): Float64Array {
  const sums = new Float64Array((x.length / inputs) * outputs);
  for (let i = 0; i < sums.length; i++) {
    const row = x.subarray(Math.floor(i / outputs) * inputs);
    const weights = matrix.subarray((i % outputs) * inputs);
    for (let k = 0; k < inputs; k++) sums[i] = (sums[i] ?? 0) + (row[k] ?? 0) * (weights[k] ?? 0);
  }
  return sums;
}

function placed(memory: MatrixMemory, values: Float32Array): Float32Array {
  const room = memory.room(values.length);
  room.set(values);
  return room;
}

describe('rows times a matrix in memory', () => {
  test.each([
    { rows: 1, outputs: 8, inputs: 32, what: 'one row' },
    { rows: 3, outputs: 11, inputs: 36, what: 'outputs that are no multiple of four' },
    { rows: 5, outputs: 4, inputs: 1 << 16, what: 'more rows than are multiplied at once' },
  ])('$what: as sums in double precision', ({ rows, outputs, inputs }) => {
    const memory = new MatrixMemory();
    const matrix = placed(memory, numbers(outputs * inputs));
    const x = numbers(rows * inputs);
    const found = memory.multiply(x, matrix, { outputs, inputs });
    const largest = Math.max(
      ...product(x, matrix, outputs, inputs).map((value, i) => Math.abs(value - (found?.[i] ?? Number.NaN))),
    );
    expect(largest).toBeLessThan(1e-6 * Math.sqrt(inputs));
  });

  test('a second matrix leaves the first as it was', () => {
    const memory = new MatrixMemory();
    const first = placed(memory, Float32Array.of(...Array(16).fill(1)));
    placed(memory, numbers(64));
    expect(memory.multiply(Float32Array.of(1, 2, 3, 4), first, { outputs: 4, inputs: 4 })).toEqual(
      Float32Array.of(10, 10, 10, 10),
    );
  });

  test('one that lies elsewhere, or whose rows are no whole vectors, is left to others', () => {
    const memory = new MatrixMemory();
    expect(memory.multiply(numbers(4), numbers(16), { outputs: 4, inputs: 4 })).toBeNull();
    expect(memory.multiply(numbers(6), memory.room(24), { outputs: 4, inputs: 6 })).toBeNull();
  });
});
