import type { Packed } from './packed.ts';

/**
 * Blocks of a half-precision scale and 16 bytes, value j low and value j + 16 high in byte j. Core ML's four-bit
 * numbers are signed, so 8 is taken off each nibble by flipping its top bit.
 */
export function packQ4_0(source: Uint8Array, { data, scales }: Packed): void {
  for (let block = 0, at = 0, to = 0; block < scales.length; block++, at += 18, to += 16) {
    scales[block] = (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8);
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
    scales[block] = (source[at] ?? 0) | ((source[at + 1] ?? 0) << 8);
    data.set(source.subarray(at + 2, at + 34), to);
  }
}
