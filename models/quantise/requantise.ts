import { endianness } from 'node:os';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { type DequantisableType, dequantise, weightsIn } from './dequantise.ts';
import { ggmlLibrary } from './ggml-library.ts';
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
  const values = valuesOf(from, bytes);
  const largest = largestOf(values);
  if (!Number.isFinite(largest) && !floats.includes(to)) {
    throw new HeatsoakError('TENSOR_VALUES', `tensor ${tensor} holds numbers that are not finite`, {
      hint: 'the source is damaged; take F32, F16 or BF16 to keep it as it is',
    });
  }
  const ggml = to === 'F32' ? null : ggmlLibrary();
  const written = ggml && to !== 'F32' ? ggml.quantise(to, values) : quantise[to](values);
  if (largest >= BEYOND_HALF && Number.isFinite(largest) && !canHold(to, written, values.length)) {
    throw new HeatsoakError('TENSOR_VALUES', `tensor ${tensor} holds ${largest}, too large for ${to}`, {
      hint: 'take F32 or BF16',
    });
  }
  return written;
}

function valuesOf(from: DequantisableType, bytes: Uint8Array): Float32Array {
  // Numbers that lie where single-precision numbers may are read where they are; nothing here changes them.
  if (from === 'F32' && bytes.byteOffset % 4 === 0 && endianness() === 'LE')
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const values = new Float32Array(weightsIn(from, bytes.length));
  const ggml = from === 'F32' ? null : ggmlLibrary();
  if (ggml && from !== 'F32') ggml.dequantise(from, bytes, values);
  else dequantise[from](bytes, values);
  return values;
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
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number);
    // A comparison with what is no number is false.
    if (!(size <= largest)) {
      if (Number.isNaN(size)) return Number.NaN;
      largest = size;
    }
  }
  return largest;
}
