import type { TensorType } from '../gguf/tensor-types.ts';
import { toHalf } from './half.ts';
import { quantiseQ4_0, quantiseQ4_1, quantiseQ5_0, quantiseQ5_1, quantiseQ8_0 } from './quantise-blocks.ts';
import { quantiseQ4_K, quantiseQ5_K } from './quantise-k.ts';
import { quantiseQ6_K } from './quantise-q6-k.ts';

/** Whole blocks of weights as bytes of a type: the same bytes that ggml makes (`ggml_quantize_chunk`). */
export const quantise = {
  F32: (values) => new Uint8Array(values.slice().buffer),
  F16: quantiseF16,
  BF16: quantiseBF16,
  Q4_0: quantiseQ4_0,
  Q4_1: quantiseQ4_1,
  Q5_0: quantiseQ5_0,
  Q5_1: quantiseQ5_1,
  Q8_0: quantiseQ8_0,
  Q4_K: quantiseQ4_K,
  Q5_K: quantiseQ5_K,
  Q6_K: quantiseQ6_K,
} as const satisfies Partial<Record<TensorType, (values: Float32Array) => Uint8Array>>;

export type WritableType = keyof typeof quantise;

function quantiseF16(values: Float32Array): Uint8Array {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = toHalf(values[i] ?? 0);
  return new Uint8Array(halves.buffer);
}

/** The upper half of a single-precision number, rounded to nearest even. */
function quantiseBF16(values: Float32Array): Uint8Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) {
    const all = bits[i] ?? 0;
    const isNan = (all & 0x7fffffff) > 0x7f800000;
    halves[i] = isNan ? (all >>> 16) | 64 : (all + 0x7fff + ((all >>> 16) & 1)) >>> 16;
  }
  return new Uint8Array(halves.buffer);
}
