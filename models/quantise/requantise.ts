import { endianness } from 'node:os';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { type TensorType, tensorTypes } from '../gguf/tensor-types.ts';
import { type DequantisableType, dequantise, weightsIn } from './dequantise.ts';
import { ggmlLibrary } from './ggml-library.ts';
import { quantise, type WritableType } from './quantise.ts';
import { areSurelySmall } from './surely-small.ts';

/** Blocks of one type as blocks of another. */
export interface Requantisation {
  readonly bytes: Uint8Array;
  readonly from: DequantisableType;
  readonly to: WritableType;
  /** For messages. */
  readonly tensor: string;
  /** Has room for the new blocks, which are written there; absent: into memory of their own. */
  readonly room?: Uint8Array;
}

const floats: readonly WritableType[] = ['F32', 'F16', 'BF16'];

/** So many weights are taken at once: as numbers they stay in a processor's cache from their reading to their writing. */
const STEP_WEIGHTS = 1 << 18;

/** @throws HeatsoakError `TENSOR_VALUES` when the new type has no way to say a number: not finite, or too large for it */
export function requantise({ bytes, from, to, tensor, room }: Requantisation): Uint8Array {
  const weights = weightsIn(from, bytes.length);
  const size = bytesOf(to, weights);
  const written = room?.subarray(0, size) ?? new Uint8Array(size);
  for (let done = 0; done < weights; done += STEP_WEIGHTS) {
    const until = Math.min(weights, done + STEP_WEIGHTS);
    const source = bytes.subarray(bytesOf(from, done), bytesOf(from, until));
    takeStep({ bytes: source, from, to, tensor }, written.subarray(bytesOf(to, done), bytesOf(to, until)));
  }
  return written;
}

const bytesOf = (type: TensorType, weights: number): number =>
  (weights / tensorTypes[type].elements) * tensorTypes[type].bytes;

function takeStep({ bytes, from, to, tensor }: Requantisation, written: Uint8Array): void {
  const values = valuesOf(from, bytes);
  const largest = areSurelySmall(from, bytes) ? 0 : largestOf(values);
  if (!Number.isFinite(largest) && !floats.includes(to)) {
    throw new HeatsoakError('TENSOR_VALUES', `tensor ${tensor} holds numbers that are not finite`, {
      hint: 'the source is damaged; take F32, F16 or BF16 to keep it as it is',
    });
  }
  const ggml = to === 'F32' ? null : ggmlLibrary();
  if (ggml && to !== 'F32') ggml.quantise(to, values, written);
  else written.set(quantise[to](values));
  if (largest >= BEYOND_HALF && Number.isFinite(largest) && !canHold(to, written, values.length)) {
    throw new HeatsoakError('TENSOR_VALUES', `tensor ${tensor} holds ${largest}, too large for ${to}`, {
      hint: 'take F32 or BF16',
    });
  }
}

function valuesOf(from: DequantisableType, bytes: Uint8Array): Float32Array {
  // Numbers that lie where single-precision numbers may are read where they are; nothing here changes them.
  if (from === 'F32' && bytes.byteOffset % 4 === 0 && endianness() === 'LE')
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const values = numbers.subarray(0, weightsIn(from, bytes.length));
  const ggml = from === 'F32' ? null : ggmlLibrary();
  if (ggml && from !== 'F32') ggml.dequantise(from, bytes, values);
  else dequantise[from](bytes, values);
  return values;
}

/** This thread's: new ones for each step would be cleared by the system, which takes longer than the work. */
const numbers = new Float32Array(STEP_WEIGHTS);

/** From here on a number, or the scale of a block with it, may become infinite in half precision. */
const BEYOND_HALF = 65_520;

function canHold(type: WritableType, written: Uint8Array, count: number): boolean {
  const values = new Float32Array(count);
  dequantise[type](written, values);
  return Number.isFinite(largestOf(values));
}

/**
 * Without its sign; NaN where one of them is not a number. Without their signs, the bits of single-precision numbers are
 * whole numbers in the same order, those of what is no number the largest; four are looked at side by side.
 */
function largestOf(values: Float32Array): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 4 <= bits.length; i += 4) {
    a = Math.max(a, (bits[i] as number) & MAGNITUDE);
    b = Math.max(b, (bits[i + 1] as number) & MAGNITUDE);
    c = Math.max(c, (bits[i + 2] as number) & MAGNITUDE);
    d = Math.max(d, (bits[i + 3] as number) & MAGNITUDE);
  }
  for (; i < bits.length; i++) a = Math.max(a, (bits[i] as number) & MAGNITUDE);
  return new Float32Array(Uint32Array.of(Math.max(a, b, c, d)).buffer)[0] ?? Number.NaN;
}

/** All bits but the sign. */
const MAGNITUDE = 0x7fffffff;
