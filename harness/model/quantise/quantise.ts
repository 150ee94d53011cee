import { toHalf } from './half.ts';

/** ggml computes in single precision, so every step is rounded to it: our bytes are ggml's bytes. */
const single = Math.fround;
const BLOCK = 32;

export type WritableType = 'F32' | 'F16' | 'Q8_0' | 'Q4_0';

/** One row of weights as bytes of the given type. The row divides into blocks of 32. */
export const quantise: Record<WritableType, (row: Float32Array) => Uint8Array> = {
  F32: (row) => new Uint8Array(row.slice().buffer),
  F16: (row) => new Uint8Array(Uint16Array.from(row, toHalf).buffer),
  Q8_0: quantiseQ8,
  Q4_0: quantiseQ4,
};

/** Blocks of half-precision scale and 32 signed bytes. */
function quantiseQ8(row: Float32Array): Uint8Array {
  const bytes = new Uint8Array((row.length / BLOCK) * 34);
  const view = new DataView(bytes.buffer);
  for (let from = 0, at = 0; from < row.length; from += BLOCK, at += 34) {
    const block = row.subarray(from, from + BLOCK);
    const scale = single(block.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127);
    const inverse = scale === 0 ? 0 : single(1 / scale);
    view.setUint16(at, toHalf(scale), true);
    block.forEach((value, i) => {
      view.setInt8(at + 2 + i, roundAwayFromZero(single(value * inverse)));
    });
  }
  return bytes;
}

const roundAwayFromZero = (value: number): number =>
  value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);

/** Blocks of half-precision scale and 16 bytes: value j in the low nibble, value j + 16 in the high one. */
function quantiseQ4(row: Float32Array): Uint8Array {
  const bytes = new Uint8Array((row.length / BLOCK) * 18);
  const view = new DataView(bytes.buffer);
  for (let from = 0, at = 0; from < row.length; from += BLOCK, at += 18) {
    const block = row.subarray(from, from + BLOCK);
    const extreme = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    const scale = single(extreme / -8);
    const inverse = scale === 0 ? 0 : single(1 / scale);
    const nibble = (i: number): number =>
      Math.min(15, Math.trunc(single(single((block[i] ?? 0) * inverse) + 8.5)));
    view.setUint16(at, toHalf(scale), true);
    for (let i = 0; i < 16; i++) bytes[at + 2 + i] = nibble(i) | (nibble(i + 16) << 4);
  }
  return bytes;
}
