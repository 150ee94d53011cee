import type { TensorType } from '../mil/data-type.ts';
import type { MatrixMemory, MatrixSize } from './matrix-memory.ts';
import type { Tensor } from './tensor.ts';

/** Rows of `x` times the transposed `weight` [outputs, inputs], plus `bias`. */
export function multiplyRows(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  type: TensorType,
  memory: MatrixMemory,
): Tensor {
  const [outputs = 0, inputs = 0] = weight.type.shape;
  const size = { outputs, inputs };
  const isSingle = x.data instanceof Float32Array && weight.data instanceof Float32Array;
  const data = (isSingle && memory.multiply(x.data, weight.data, size)) || oneByOne(x, weight, size);
  for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) + (bias.data[i % outputs] ?? 0);
  return { type, data };
}

/** What `MatrixMemory.multiply` gives, for sizes that are none for it. */
function oneByOne(x: Tensor, weight: Tensor, { outputs, inputs }: MatrixSize): Float32Array {
  const rows = x.data.length / inputs;
  const data = new Float32Array(rows * outputs);
  for (let i = 0; i < data.length; i++)
    data[i] = dot(x, Math.floor(i / outputs) * inputs, weight, (i % outputs) * inputs, inputs);
  return data;
}

/** So far down nothing is left of any score that half precision can hold, and most places of a cache are. */
const HIDDEN = -1e4;

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
      const masked = mask.data[maskAt + i] ?? 0;
      const score = masked <= HIDDEN ? 0 : dot(query, row * size, key, keysAt + i * size, size);
      weights[i] = score / Math.sqrt(size) + masked;
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
