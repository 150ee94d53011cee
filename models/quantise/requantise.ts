import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
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

/** @throws HeatsoakError `TENSOR_VALUES` when the new type has no way to say a number: not finite, or too large for it */
export function requantise({ bytes, from, to, tensor }: Requantisation): Uint8Array {
  const values = new Float32Array(weightsIn(from, bytes.length));
  dequantise[from](bytes, values);
  const largest = largestOf(values);
  if (!Number.isFinite(largest) && !floats.includes(to)) {
    throw new HeatsoakError('TENSOR_VALUES', `tensor ${tensor} holds numbers that are not finite`, {
      hint: 'the source is damaged; take F32, F16 or BF16 to keep it as it is',
    });
  }
  const written = quantise[to](values);
  if (largest >= BEYOND_HALF && Number.isFinite(largest) && !canHold(to, written, values.length)) {
    throw new HeatsoakError('TENSOR_VALUES', `tensor ${tensor} holds ${largest}, too large for ${to}`, {
      hint: 'take F32 or BF16',
    });
  }
  return written;
}

/** From here on a number, or the scale of a block with it, may become infinite in half precision. */
const BEYOND_HALF = 65_520;

function canHold(type: WritableType, written: Uint8Array, count: number): boolean {
  const values = new Float32Array(count);
  dequantise[type](written, values);
  return Number.isFinite(largestOf(values));
}

/** Without its sign; NaN where one of them is not a number. */
function largestOf(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest;
}
