import { endianness } from 'node:os';
import { tensorTypes } from '../gguf/tensor-types.ts';
import type { DequantisableType } from './dequantise.ts';

/**
 * Whether no weight in these blocks is 32 768 or larger, its sign left out: so of nearly all of them, and seen in the blocks
 * faster than in their weights. False where that takes a closer look; what is not finite is never small.
 */
export function areSurelySmall(type: DequantisableType, bytes: Uint8Array): boolean {
  if (type === 'F32' || type === 'F16' || type === 'BF16') return areSmallFloats(type, bytes);
  const step = tensorTypes[type].bytes;
  for (const first of scalesAt[type])
    for (let at = first + 1; at < bytes.length; at += step)
      if (((bytes[at] as number) & 0x7f) >= UPPER_BYTE_OF_FOUR) return false;
  return true;
}

/**
 * Where a block has its scale, and the scale of its minima, as half-precision numbers. While none is 4 or larger, no weight is
 * 32 768: Q6_K multiplies a scale by 128 and 32 at most, the others by less.
 */
const scalesAt: Readonly<Record<Exclude<DequantisableType, keyof typeof lanes>, readonly number[]>> = {
  Q4_0: [0],
  Q4_1: [0, 2],
  Q5_0: [0],
  Q5_1: [0, 2],
  Q8_0: [0],
  Q2_K: [80, 82],
  Q3_K: [108],
  Q4_K: [0, 2],
  Q5_K: [0, 2],
  Q6_K: [208],
};

/** Of 4 in half precision, 0x4400: without their signs, the bits of such numbers are whole numbers in the same order. */
const UPPER_BYTE_OF_FOUR = 0x44;

/** For the one or two numbers in 32 bits: all but their signs, what carries 32 768 into the sign's place, and that place. */
const lanes = {
  F32: { magnitude: 0x7fffffff, carry: 0x80000000 - 0x47000000, sign: 0x80000000 },
  F16: { magnitude: 0x7fff7fff, carry: 0x08000800, sign: 0x80008000 },
  BF16: { magnitude: 0x7fff7fff, carry: 0x39003900, sign: 0x80008000 },
} as const;

function areSmallFloats(type: keyof typeof lanes, bytes: Uint8Array): boolean {
  if (endianness() !== 'LE' || bytes.byteOffset % 4 !== 0 || bytes.length % 4 !== 0) return false;
  // As whole numbers of 32 bits, which is how the loop then adds them.
  const [magnitude, carry, sign] = [lanes[type].magnitude | 0, lanes[type].carry | 0, lanes[type].sign | 0];
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let carried = 0;
  for (let i = 0; i < words.length; i++) carried |= ((words[i] as number) & magnitude) + carry;
  return (carried & sign) === 0;
}
