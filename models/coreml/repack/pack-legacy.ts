import { fromHalf } from '../../quantise/half.ts';
import { setAffine } from './pack-k.ts';
import type { Packed } from './packed.ts';

/**
 * Blocks of a half-precision scale and 16 bytes, value j low and value j + 16 high in byte j. Core ML's four-bit
 * numbers are signed, so 8 is taken off each nibble by flipping its top bit.
 */
export function packQ4_0(source: Uint8Array, { data, scales }: Packed): void {
  for (let block = 0, at = 0, to = 0; block < scales.length; block++, at += 18, to += 16) {
    scales[block] = halfAt(source, at);
    for (let j = 0; j < 8; j++) {
      const first = (source[at + 2 + 2 * j] ?? 0) ^ 0x88;
      const second = (source[at + 3 + 2 * j] ?? 0) ^ 0x88;
      data[to + j] = (first & 15) | ((second & 15) << 4);
      data[to + 8 + j] = (first >> 4) | (second & 0xf0);
    }
  }
}

/** Blocks of a half-precision scale and 32 signed bytes. */
export function packQ8_0(source: Uint8Array, { data, scales }: Packed): void {
  for (let block = 0, at = 0, to = 0; block < scales.length; block++, at += 34, to += 32) {
    scales[block] = halfAt(source, at);
    data.set(source.subarray(at + 2, at + 34), to);
  }
}

/** As Q4_0 with a minimum that is added, which becomes an offset; four-bit numbers stay unsigned. */
export function packQ4_1(source: Uint8Array, packed: Packed): void {
  const { data, scales } = packed;
  for (let block = 0, at = 0, to = 0; block < scales.length; block++, at += 20, to += 16) {
    for (let j = 0; j < 8; j++) {
      const [first, second] = [source[at + 4 + 2 * j] ?? 0, source[at + 5 + 2 * j] ?? 0];
      data[to + j] = (first & 15) | ((second & 15) << 4);
      data[to + 8 + j] = (first >> 4) | (second & 0xf0);
    }
    const isConstant = setAffine(
      packed,
      block,
      fromHalf(halfAt(source, at)),
      -fromHalf(halfAt(source, at + 2)),
    );
    if (isConstant) data.fill(0x11, to, to + 16);
  }
}

/** Five-bit numbers less 16 as signed bytes: four bytes of high bits between the scale and the nibbles. */
export function packQ5_0(source: Uint8Array, { data, scales }: Packed): void {
  for (let block = 0, at = 0, to = 0; block < scales.length; block++, at += 22, to += 32) {
    scales[block] = halfAt(source, at);
    const high = (j: number): number => (((source[at + 2 + (j >> 3)] ?? 0) >> (j & 7)) & 1) << 4;
    for (let j = 0; j < 16; j++) {
      const pair = source[at + 6 + j] ?? 0;
      data[to + j] = ((pair & 15) | high(j)) - 16;
      data[to + 16 + j] = ((pair >> 4) | high(j + 16)) - 16;
    }
  }
}

const halfAt = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
