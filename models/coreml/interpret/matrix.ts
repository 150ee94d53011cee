import type { TensorType } from '../mil/data-type.ts';
import type { Tensor } from './tensor.ts';

/** Rows of `x` times the transposed `weight` [outputs, inputs], plus `bias`. Sums are in double precision. */
export function multiplyRows(x: Tensor, weight: Tensor, bias: Tensor, type: TensorType): Tensor {
  const [outputs = 0, inputs = 0] = weight.type.shape;
  const rows = x.data.length / inputs;
  const data = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      const sum = dot(x, row * inputs, weight, output * inputs, inputs);
      data[row * outputs + output] = sum + (bias.data[output] ?? 0);
    }
  }
  return { type, data };
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

function dot(a: Tensor, atA: number, b: Tensor, atB: number, length: number): number {
  const [left, right] = [a.data, b.data];
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (left[atA + i] ?? 0) * (right[atB + i] ?? 0);
  return sum;
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
