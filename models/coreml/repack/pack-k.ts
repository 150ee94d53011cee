import { groupMinimumOf, groupScaleOf } from '../../quantise/dequantise-k.ts';
import { fromHalf, toHalf } from '../../quantise/half.ts';
import type { Packed } from './packed.ts';

/** Nibble pairs as the source has them, `8 groups of 32`: byte 32 g + i holds values 64 g + i and 64 g + 32 + i. */
export function packQ4_K(source: Uint8Array, packed: Packed): void {
  const view = viewOf(source);
  for (let block = 0, at = 0; at < source.length; block += 8, at += 144) {
    for (let pair = 0; pair < 4; pair++) {
      const from = at + 16 + 32 * pair;
      const to = 16 * (block + 2 * pair);
      for (let i = 0; i < 16; i++) {
        const [first, second] = [source[from + 2 * i] ?? 0, source[from + 2 * i + 1] ?? 0];
        packed.data[to + i] = (first & 15) | ((second & 15) << 4);
        packed.data[to + 16 + i] = (first >> 4) | (second & 0xf0);
      }
    }
    for (let group = 0; group < 8; group++)
      if (affine(view, at, group, packed, block + group))
        packed.data.fill(0x11, 16 * (block + group), 16 * (block + group + 1));
  }
}

/** As Q4_K with a fifth bit: bit `group` of byte i in the 32 before the nibbles. A byte a value here. */
export function packQ5_K(source: Uint8Array, packed: Packed): void {
  const view = viewOf(source);
  for (let block = 0, at = 0; at < source.length; block += 8, at += 176) {
    for (let group = 0; group < 8; group++) {
      const from = at + 48 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      const to = 32 * (block + group);
      for (let i = 0; i < 32; i++) {
        const high = ((source[at + 16 + i] ?? 0) >> group) & 1;
        packed.data[to + i] = (((source[from + i] ?? 0) >> shift) & 15) | (high << 4);
      }
      if (affine(view, at, group, packed, block + group)) packed.data.fill(1, to, to + 32);
    }
  }
}

/** 16 groups of 16: low nibbles, high pairs, signed scales, the block's scale last. Values are 0…63 less 32. */
export function packQ6_K(source: Uint8Array, { data, scales }: Packed): void {
  const view = viewOf(source);
  for (let block = 0, at = 0; at < source.length; block += 16, at += 210) {
    const scale = fromHalf(view.getUint16(at + 208, true));
    for (let group = 0; group < 16; group++) {
      scales[block + group] = toHalf(scale * view.getInt8(at + 192 + group));
      const [half, quarter, side] = [group >> 3, (group & 7) >> 1, 16 * (group & 1)];
      const low = at + 64 * half + 32 * (quarter & 1) + side;
      const high = at + 128 + 32 * half + side;
      const lowShift = quarter < 2 ? 0 : 4;
      const to = 16 * (block + group);
      for (let i = 0; i < 16; i++) {
        const nibble = ((source[low + i] ?? 0) >> lowShift) & 15;
        const pair = ((source[high + i] ?? 0) >> (2 * quarter)) & 3;
        data[to + i] = (nibble | (pair << 4)) - 32;
      }
    }
  }
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Beyond it half precision cannot resolve a step of the quants, and they carry no information. */
const LARGEST_OFFSET = 32_768;

function affine(view: DataView, at: number, group: number, packed: Packed, block: number): boolean {
  const scale = fromHalf(view.getUint16(at, true)) * groupScaleOf(view, at + 4, group);
  const minimum = fromHalf(view.getUint16(at + 2, true)) * groupMinimumOf(view, at + 4, group);
  return setAffine(packed, block, scale, minimum);
}

/**
 * Scale and offset of a block whose values are `scale · q − minimum`. Where the scale vanishes beside the minimum, all
 * values are the minimum: then the scale is minus that, every quant must be one, and the answer is true.
 */
export function setAffine(
  { scales, offsets }: Packed,
  block: number,
  scale: number,
  minimum: number,
): boolean {
  const half = toHalf(scale);
  const offset = minimum === 0 ? 0 : minimum / fromHalf(half);
  const isConstant = minimum !== 0 && !(Math.abs(offset) <= LARGEST_OFFSET);
  scales[block] = isConstant ? toHalf(-minimum) : half;
  if (offsets) offsets[block] = isConstant ? 0 : toHalf(offset);
  return isConstant;
}
