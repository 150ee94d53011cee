import { fromHalf } from '../quantise/half.ts';
import type { Packed } from './packed.ts';
import { setAffine } from './repack-k.ts';

/** ggml's byte j holds the weights j and j + 16; ours holds 2j and 2j + 1. Both subtract 8. */
export function repackQ4_0(bytes: Uint8Array, { quants, scales }: Packed): void {
  for (let block = 0, at = 0; at < bytes.length; block++, at += 18) {
    scales[block] = halfAt(bytes, at);
    takeNibbles(bytes, at + 2, quants, 16 * block);
  }
}

/** As Q4_0 with a minimum that is added: its negative is what the zero point takes off. */
export function repackQ4_1(bytes: Uint8Array, packed: Packed): void {
  for (let block = 0, at = 0; at < bytes.length; block++, at += 20) {
    takeNibbles(bytes, at + 4, packed.quants, 16 * block);
    setAffine(packed, block, halfAt(bytes, at), -halfAt(bytes, at + 2));
  }
}

/** Five bits less 16 become eight bits less 128, so that the default zero point applies. */
const FIVE_BIT_SHIFT = 112;

/** Four bytes of high bits, value j's at bit j, between the scale and the nibbles. */
export function repackQ5_0(bytes: Uint8Array, { quants, scales }: Packed): void {
  for (let block = 0, at = 0; at < bytes.length; block++, at += 22) {
    scales[block] = halfAt(bytes, at);
    const high = (j: number): number => (((bytes[at + 2 + (j >> 3)] ?? 0) >> (j & 7)) & 1) << 4;
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 6 + j] ?? 0;
      quants[32 * block + j] = ((pair & 15) | high(j)) + FIVE_BIT_SHIFT;
      quants[32 * block + 16 + j] = ((pair >> 4) | high(j + 16)) + FIVE_BIT_SHIFT;
    }
  }
}

function takeNibbles(bytes: Uint8Array, from: number, quants: Uint8Array, to: number): void {
  for (let j = 0; j < 8; j++) {
    const even = bytes[from + 2 * j] ?? 0;
    const odd = bytes[from + 2 * j + 1] ?? 0;
    quants[to + j] = (even & 15) | ((odd & 15) << 4);
    quants[to + 8 + j] = (even >> 4) | (odd & 0xf0);
  }
}

/** Signed bytes become unsigned ones around 128. */
export function repackQ8_0(bytes: Uint8Array, { quants, scales }: Packed): void {
  for (let block = 0, at = 0; at < bytes.length; block++, at += 34) {
    scales[block] = halfAt(bytes, at);
    for (let j = 0; j < 32; j++) quants[32 * block + j] = (bytes[at + 2 + j] ?? 0) ^ 0x80;
  }
}

const halfAt = (bytes: Uint8Array, at: number): number =>
  fromHalf((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
