import { fromHalf, toHalf } from '../../quantise/half.ts';
import type { DataType } from '../mil/data-type.ts';

/** A quantised constant as its bytes; all pieces cover the same rows. */
export interface QuantisedBytes {
  readonly dataType: DataType;
  readonly data: Uint8Array;
  /** Half-precision bits, `block` weights to each. */
  readonly scales: Uint16Array;
  readonly offsets: Uint16Array | null;
  readonly block: number;
}

/**
 * What `constexpr_blockwise_shift_scale` makes of it, in half precision as its definition has it: the offset is taken
 * off, rounded, the scale multiplied in, rounded.
 */
export function unpackBlockwise(
  { dataType, data, scales, offsets, block }: QuantisedBytes,
  values: Float32Array,
): void {
  const read = readers[dataType];
  if (!read) throw new Error(`${dataType} is not a type of quants`);
  for (let b = 0; b < scales.length; b++) {
    const scale = fromHalf(scales[b] ?? 0);
    const offset = offsets ? fromHalf(offsets[b] ?? 0) : 0;
    for (let i = b * block; i < (b + 1) * block; i++) {
      // A quant by itself is a number of half precision already.
      const level = offsets ? roundHalf(read(data, i) - offset) : read(data, i);
      values[i] = roundHalf(level * scale);
    }
  }
}

export const roundHalf = (value: number): number => fromHalf(toHalf(value));

const nibble = (bytes: Uint8Array, i: number): number => ((bytes[i >> 1] ?? 0) >> (4 * (i & 1))) & 15;

const readers: Readonly<Partial<Record<DataType, (bytes: Uint8Array, i: number) => number>>> = {
  uint4: nibble,
  int4: (bytes, i) => (nibble(bytes, i) ^ 8) - 8,
  uint8: (bytes, i) => bytes[i] ?? 0,
  int8: (bytes, i) => ((bytes[i] ?? 0) << 24) >> 24,
};
