import { HeatsoakError } from '../../protocol/error.ts';
import { type DequantisableType, dequantise, weightsIn } from './dequantise.ts';
import { quantise, type WritableType } from './quantise.ts';

/** Blocks of one type as blocks of another. */
export interface Requantisation {
  readonly bytes: Uint8Array;
  readonly from: DequantisableType;
  readonly to: WritableType;
  /** For messages. */
  readonly tensor: string;
}

const floats: readonly WritableType[] = ['F32', 'F16', 'BF16'];

/** @throws HeatsoakError `TENSOR_VALUES` when a number is not finite and the new type has no way to say so */
export function requantise({ bytes, from, to, tensor }: Requantisation): Uint8Array {
  const values = new Float32Array(weightsIn(from, bytes.length));
  dequantise[from](bytes, values);
  if (!floats.includes(to) && !allFinite(values)) {
    throw new HeatsoakError('TENSOR_VALUES', `tensor ${tensor} holds numbers that are not finite`, {
      hint: 'the source is damaged; take F32, F16 or BF16 to keep it as it is',
    });
  }
  return quantise[to](values);
}

/** Zero times anything finite is zero, and anything else is not. */
function allFinite(values: Float32Array): boolean {
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += (values[i] ?? 0) * 0;
  return zero === 0;
}
