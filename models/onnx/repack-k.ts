import { fromHalf } from '../quantise/half.ts';
import type { Packed } from './packed.ts';

/** Half precision ends here, and quants say next to nothing beside such a zero point. */
const LARGEST_ZERO_POINT = 65_504;

/** Super-blocks of 256: eight sub-blocks of `w = d * scale * q - dmin * min`, whose minimum becomes a float zero point. */
export function repackQ4_K(bytes: Uint8Array, packed: Packed): void {
  const { quants } = packed;
  for (let block = 0, at = 0; at < bytes.length; block += 8, at += 144) {
    const scale = halfAt(bytes, at);
    const minimum = halfAt(bytes, at + 2);
    for (let pair = 0; pair < 4; pair++) {
      const from = at + 16 + 32 * pair;
      const to = 16 * (block + 2 * pair);
      // 32 bytes hold one sub-block in their low nibbles and the next one in their high nibbles.
      for (let j = 0; j < 16; j++) {
        const even = bytes[from + 2 * j] ?? 0;
        const odd = bytes[from + 2 * j + 1] ?? 0;
        quants[to + j] = (even & 15) | ((odd & 15) << 4);
        quants[to + 16 + j] = (even >> 4) | (odd & 0xf0);
      }
    }
    for (let sub = 0; sub < 8; sub++) {
      const step = scale * sixBitScale(bytes, at + 4, sub);
      setAffine(packed, block + sub, step, minimum * sixBitMinimum(bytes, at + 4, sub));
    }
  }
}

/** A sub-block's scale and zero point; one of a single value is written as (0 - 1) * offset. */
export function setAffine(
  { quants, scales, zeroPoints }: Packed,
  block: number,
  step: number,
  offset: number,
): void {
  if (!zeroPoints) return;
  const isConstant = offset !== 0 && Math.abs(offset) > LARGEST_ZERO_POINT * Math.abs(step);
  scales[block] = isConstant ? offset : step;
  zeroPoints[block] = isConstant ? 1 : offset === 0 ? 0 : offset / step;
  if (isConstant) quants.fill(0, 16 * block, 16 * block + 16);
}

/** Sub-block `k`'s six-bit scale out of twelve bytes (`get_scale_min_k4`). */
const sixBitScale = (bytes: Uint8Array, at: number, k: number): number =>
  k < 4
    ? (bytes[at + k] ?? 0) & 63
    : ((bytes[at + k + 4] ?? 0) & 15) | (((bytes[at + k - 4] ?? 0) >> 6) << 4);

const sixBitMinimum = (bytes: Uint8Array, at: number, k: number): number =>
  k < 4
    ? (bytes[at + k + 4] ?? 0) & 63
    : ((bytes[at + k + 4] ?? 0) >> 4) | (((bytes[at + k] ?? 0) >> 6) << 4);

/** Six-bit quants minus 32 become eight-bit ones minus 128, so that the default zero point applies. */
const SHIFT = 96;

/** Super-blocks of 256 with sixteen signed scales: 128 bytes of low nibbles, 64 of high pairs, the scales, d. */
export function repackQ6_K(bytes: Uint8Array, { quants, scales }: Packed): void {
  for (let block = 0, at = 0; at < bytes.length; block++, at += 210) {
    const scale = halfAt(bytes, at + 208);
    for (let k = 0; k < 16; k++) scales[16 * block + k] = scale * (((bytes[at + 192 + k] ?? 0) << 24) >> 24);
    for (let half = 0; half < 2; half++) {
      const to = 256 * block + 128 * half;
      for (let l = 0; l < 32; l++) {
        const low = bytes[at + 64 * half + l] ?? 0;
        const next = bytes[at + 64 * half + 32 + l] ?? 0;
        const high = bytes[at + 128 + 32 * half + l] ?? 0;
        quants[to + l] = ((low & 15) | ((high & 3) << 4)) + SHIFT;
        quants[to + l + 32] = ((next & 15) | (((high >> 2) & 3) << 4)) + SHIFT;
        quants[to + l + 64] = ((low >> 4) | (((high >> 4) & 3) << 4)) + SHIFT;
        quants[to + l + 96] = ((next >> 4) | ((high >> 6) << 4)) + SHIFT;
      }
    }
  }
}

const halfAt = (bytes: Uint8Array, at: number): number =>
  fromHalf((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
