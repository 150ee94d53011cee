import { fromHalf } from '../quantise/half.ts';
import type { Packed } from './packed.ts';

/** Beyond it single precision no longer resolves a quant beside its zero point. */
const LARGEST_ZERO_POINT = 2 ** 16;

/** Super-blocks of 256: eight sub-blocks of `w = d * scale * q - dmin * min`, whose minimum becomes a float zero point. */
export function repackQ4_K(bytes: Uint8Array, packed: Packed): void {
  for (let first = 0, at = 0; at < bytes.length; first += 8, at += 144) {
    const scale = halfAt(bytes, at);
    const minimum = halfAt(bytes, at + 2);
    for (let sub = 0; sub < 8; sub++) {
      const { scale: step, minimum: offset } = sixBits(bytes, at + 4, sub);
      const from = at + 16 + 32 * (sub >> 1);
      subBlock(bytes, from, 4 * (sub & 1), packed, first + sub, scale * step, minimum * offset);
    }
  }
}

/** One sub-block: `shift` picks the low or the high nibbles of 32 bytes. */
function subBlock(
  bytes: Uint8Array,
  from: number,
  shift: number,
  { quants, scales, zeroPoints }: Packed,
  block: number,
  step: number,
  offset: number,
): void {
  const zeroPoint = step === 0 ? Number.POSITIVE_INFINITY : offset / step;
  const isConstant = offset !== 0 && Math.abs(zeroPoint) > LARGEST_ZERO_POINT;
  scales[block] = isConstant ? offset : step;
  if (zeroPoints) zeroPoints[block] = isConstant ? 1 : offset === 0 ? 0 : zeroPoint;
  for (let j = 0; j < 16; j++) {
    const even = ((bytes[from + 2 * j] ?? 0) >> shift) & 15;
    const odd = ((bytes[from + 2 * j + 1] ?? 0) >> shift) & 15;
    // A block of one value is (0 - 1) * offset.
    quants[16 * block + j] = isConstant ? 0 : even | (odd << 4);
  }
}

/** Sub-block `k`'s six-bit scale and minimum out of twelve bytes (`get_scale_min_k4`). */
function sixBits(bytes: Uint8Array, at: number, k: number): { scale: number; minimum: number } {
  const byte = (i: number): number => bytes[at + i] ?? 0;
  if (k < 4) return { scale: byte(k) & 63, minimum: byte(k + 4) & 63 };
  return {
    scale: (byte(k + 4) & 15) | ((byte(k - 4) >> 6) << 4),
    minimum: (byte(k + 4) >> 4) | ((byte(k) >> 6) << 4),
  };
}

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
