import type { TensorType } from '../mil/data-type.ts';
import type { Tensor } from './tensor.ts';

/** Rows that are multiplied at once: a weight is read once for all of them. */
const ROWS_AT_ONCE = 4;

/** Rows of `x` times the transposed `weight` [outputs, inputs], plus `bias`. Sums are in double precision. */
export function multiplyRows(x: Tensor, weight: Tensor, bias: Tensor, type: TensorType): Tensor {
  const [outputs = 0, inputs = 0] = weight.type.shape;
  const rows = x.data.length / inputs;
  const data = new Float32Array(rows * outputs);
  let row = 0;
  for (; row + ROWS_AT_ONCE <= rows; row += ROWS_AT_ONCE)
    multiplyFour(x.data, weight.data, data, row, outputs, inputs);
  for (; row < rows; row++)
    for (let output = 0; output < outputs; output++)
      data[row * outputs + output] = dot(x, row * inputs, weight, output * inputs, inputs);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + (bias.data[i % outputs] ?? 0);
  return { type, data };
}

function multiplyFour(
  x: Tensor['data'],
  weight: Tensor['data'],
  into: Float32Array,
  row: number,
  outputs: number,
  inputs: number,
): void {
  const at = row * inputs;
  for (let output = 0; output < outputs; output++) {
    const from = output * inputs;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < inputs; i++) {
      const w = weight[from + i] as number;
      a += w * (x[at + i] as number);
      b += w * (x[at + inputs + i] as number);
      c += w * (x[at + 2 * inputs + i] as number);
      d += w * (x[at + 3 * inputs + i] as number);
    }
    const to = row * outputs + output;
    into[to] = a;
    into[to + outputs] = b;
    into[to + 2 * outputs] = c;
    into[to + 3 * outputs] = d;
  }
}

/** `softmax(query · keyᵀ / √size + mask) · value` for each head; the mask's missing axes repeat. */
export function attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor, type: TensorType): Tensor {
  const [rows = 1, size = 1] = query.type.shape.slice(-2);
  const length = key.type.shape.at(-2) ?? 1;
  const maskRows = mask.data.length / length;
  const data = new Float32Array(query.data.length);
  const weights = new Float64Array(length);
  for (let row = 0; row < query.data.length / size; row++) {
    const keysAt = Math.floor(row / rows) * length * size;
    const maskAt = (row % maskRows) * length;
    for (let i = 0; i < length; i++) {
      const score = dot(query, row * size, key, keysAt + i * size, size);
      weights[i] = score / Math.sqrt(size) + (mask.data[maskAt + i] ?? 0);
    }
    softmax(weights);
    addWeighted(data.subarray(row * size, (row + 1) * size), weights, value, keysAt);
  }
  return { type, data };
}

/** Adds rows of `value` from `at` on, each by its weight; most weights of a masked context are zero. */
function addWeighted(sum: Float32Array, weights: Float64Array, value: Tensor, at: number): void {
  weights.forEach((weight, i) => {
    if (weight === 0) return;
    for (let j = 0; j < sum.length; j++)
      sum[j] = (sum[j] ?? 0) + weight * (value.data[at + i * sum.length + j] ?? 0);
  });
}

/** Four sums side by side, since one would wait for itself at every step. */
function dot(a: Tensor, atA: number, b: Tensor, atB: number, length: number): number {
  const [left, right] = [a.data, b.data];
  let [s, t, u, v] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    s += (left[atA + i] as number) * (right[atB + i] as number);
    t += (left[atA + i + 1] as number) * (right[atB + i + 1] as number);
    u += (left[atA + i + 2] as number) * (right[atB + i + 2] as number);
    v += (left[atA + i + 3] as number) * (right[atB + i + 3] as number);
  }
  for (; i < length; i++) s += (left[atA + i] as number) * (right[atB + i] as number);
  return s + t + (u + v);
}

function softmax(values: Float64Array): void {
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp((values[i] ?? 0) - largest);
    sum += values[i] ?? 0;
  }
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / sum;
}
