import { toHalf } from './half.ts';

/** ggml computes in single precision, so every step is rounded to it: our bytes are ggml's bytes. */
const single = Math.fround;
const BLOCK = 32;

/** The value that is largest without its sign; the first of equals. */
function extremeOf(values: Float32Array, from: number): number {
  let extreme = 0;
  for (let i = from; i < from + BLOCK; i++) {
    const value = values[i] ?? 0;
    if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  }
  return extreme;
}

/** Blocks of half-precision scale and 32 signed bytes. */
export function quantiseQ8_0(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / BLOCK) * 34);
  const view = new DataView(bytes.buffer);
  for (let from = 0, at = 0; from < values.length; from += BLOCK, at += 34) {
    const scale = single(Math.abs(extremeOf(values, from)) / 127);
    const inverse = scale === 0 ? 0 : single(1 / scale);
    view.setUint16(at, toHalf(scale), true);
    for (let i = 0; i < BLOCK; i++)
      view.setInt8(at + 2 + i, awayFromZero(single((values[from + i] ?? 0) * inverse)));
  }
  return bytes;
}

/** C's `roundf`: ties away from zero. */
const awayFromZero = (value: number): number =>
  value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5);

/** Blocks of half-precision scale and 16 bytes: value j in the low nibble, value j + 16 in the high one. */
export function quantiseQ4_0(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / BLOCK) * 18);
  const view = new DataView(bytes.buffer);
  for (let from = 0, at = 0; from < values.length; from += BLOCK, at += 18) {
    const scale = single(extremeOf(values, from) / -8);
    const inverse = scale === 0 ? 0 : single(1 / scale);
    view.setUint16(at, toHalf(scale), true);
    for (let i = from; i < from + 16; i++) {
      const low = Math.trunc(single(single((values[i] ?? 0) * inverse) + 8.5));
      const high = Math.trunc(single(single((values[i + 16] ?? 0) * inverse) + 8.5));
      bytes[at + 2 + i - from] = Math.min(15, low) | (Math.min(15, high) << 4);
    }
  }
  return bytes;
}

/** As Q4_0 with a fifth bit: value j's is bit j of four bytes after the scale. */
export function quantiseQ5_0(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array((values.length / BLOCK) * 22);
  const view = new DataView(bytes.buffer);
  for (let from = 0, at = 0; from < values.length; from += BLOCK, at += 22) {
    const scale = single(extremeOf(values, from) / -16);
    const inverse = scale === 0 ? 0 : single(1 / scale);
    view.setUint16(at, toHalf(scale), true);
    for (let i = 0; i < BLOCK; i++) {
      const level = Math.trunc(single(single((values[from + i] ?? 0) * inverse) + 16.5));
      putFiveBits(view, at + 2, i, Math.min(31, level));
    }
  }
  return bytes;
}

/** Q4_1 and Q5_1: a scale and the block's minimum, both in half precision, then levels of 4 or 5 bits. */
function quantiseWithMinimum(values: Float32Array, bits: 4 | 5): Uint8Array {
  const size = bits === 4 ? 20 : 24;
  const bytes = new Uint8Array((values.length / BLOCK) * size);
  const view = new DataView(bytes.buffer);
  const most = (1 << bits) - 1;
  for (let from = 0, at = 0; from < values.length; from += BLOCK, at += size) {
    const block = values.subarray(from, from + BLOCK);
    const minimum = block.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
    const maximum = block.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
    const scale = single(single(maximum - minimum) / most);
    const inverse = scale === 0 ? 0 : single(1 / scale);
    view.setUint16(at, toHalf(scale), true);
    view.setUint16(at + 2, toHalf(minimum), true);
    for (let i = 0; i < BLOCK; i++) {
      const level = Math.trunc(single(single(single((block[i] ?? 0) - minimum) * inverse) + 0.5));
      if (bits === 4) putNibble(view, at + 4, i, Math.min(most, level));
      else putFiveBits(view, at + 4, i, level);
    }
  }
  return bytes;
}

export const quantiseQ4_1 = (values: Float32Array): Uint8Array => quantiseWithMinimum(values, 4);
export const quantiseQ5_1 = (values: Float32Array): Uint8Array => quantiseWithMinimum(values, 5);

function putNibble(view: DataView, at: number, i: number, level: number): void {
  const byte = at + (i & 15);
  view.setUint8(byte, view.getUint8(byte) | (level << (i < 16 ? 0 : 4)));
}

/** Four bytes of high bits from `at`, then the nibbles. */
function putFiveBits(view: DataView, at: number, i: number, level: number): void {
  putNibble(view, at + 4, i, level & 15);
  view.setUint32(at, view.getUint32(at, true) | ((level >> 4) << i), true);
}
