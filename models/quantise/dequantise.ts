import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { type TensorType, tensorTypes } from '../gguf/tensor-types.ts';
import {
  dequantiseQ4_0,
  dequantiseQ4_1,
  dequantiseQ5_0,
  dequantiseQ5_1,
  dequantiseQ8_0,
} from './dequantise-blocks.ts';
import {
  dequantiseQ2_K,
  dequantiseQ3_K,
  dequantiseQ4_K,
  dequantiseQ5_K,
  dequantiseQ6_K,
} from './dequantise-k.ts';
import { fromHalf } from './half.ts';

/** Fills `values` from the first `values.length` weights in `bytes`; both hold whole blocks. */
export type Dequantise = (bytes: Uint8Array, values: Float32Array) => void;

/**
 * ggml's values exactly, by type: a scale of 11 significant bits times a few more fits in single precision, and the
 * difference to a minimum is rounded once, when it is stored.
 */
export const dequantise = {
  F32: ofView((bytes, values) => {
    for (let i = 0; i < values.length; i++) values[i] = bytes.getFloat32(4 * i, true);
  }),
  F16: ofView((bytes, values) => {
    for (let i = 0; i < values.length; i++) values[i] = fromHalf(bytes.getUint16(2 * i, true));
  }),
  BF16: dequantiseBF16,
  Q4_0: ofView(dequantiseQ4_0),
  Q4_1: ofView(dequantiseQ4_1),
  Q5_0: ofView(dequantiseQ5_0),
  Q5_1: ofView(dequantiseQ5_1),
  Q8_0: ofView(dequantiseQ8_0),
  Q2_K: ofView(dequantiseQ2_K),
  Q3_K: ofView(dequantiseQ3_K),
  Q4_K: ofView(dequantiseQ4_K),
  Q5_K: ofView(dequantiseQ5_K),
  Q6_K: ofView(dequantiseQ6_K),
} as const satisfies Partial<Record<TensorType, Dequantise>>;

export type DequantisableType = keyof typeof dequantise;

export const isDequantisable = (type: TensorType): type is DequantisableType => type in dequantise;

/** The dequantiser of a tensor's type. @throws HeatsoakError `TENSOR_TYPE` naming the tensor when there is none */
export function dequantiserOf(type: TensorType, tensor: string): Dequantise {
  if (isDequantisable(type)) return dequantise[type];
  throw new HeatsoakError('TENSOR_TYPE', `tensor ${tensor} is ${type}, whose values cannot be read here`, {
    hint: `take a file whose tensors are of ${Object.keys(dequantise).join(', ')}`,
  });
}

/** Weights that `bytes` of a type hold. */
export const weightsIn = (type: TensorType, bytes: number): number =>
  (bytes / tensorTypes[type].bytes) * tensorTypes[type].elements;

/** The upper half of a single-precision number. */
function dequantiseBF16(bytes: Uint8Array, values: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = view.getUint16(2 * i, true) << 16;
}

function ofView(read: (bytes: DataView, values: Float32Array) => void): Dequantise {
  return (bytes, values) => read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), values);
}
