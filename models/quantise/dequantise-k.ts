import { fromHalf } from './half.ts';

const BLOCK = 256;

/** 16 groups of 16: a scale and a minimum of 4 bits each, then values of 2 bits. */
export function dequantiseQ2_K(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 84) {
    const scale = fromHalf(bytes.getUint16(at + 80, true));
    const minimum = fromHalf(bytes.getUint16(at + 82, true));
    for (let group = 0; group < 16; group++) {
      const both = bytes.getUint8(at + group);
      const groupScale = scale * (both & 15);
      const groupMinimum = minimum * (both >> 4);
      const from = at + 16 + quarterByte(group);
      for (let i = 0; i < 16; i++) {
        const value = (bytes.getUint8(from + i) >> quarterShift(group)) & 3;
        values[to + 16 * group + i] = groupScale * value - groupMinimum;
      }
    }
  }
}

/** 16 groups of 16: 32 bytes of high bits, 64 of low pairs, 16 scales of 6 bits in 12 bytes. */
export function dequantiseQ3_K(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 110) {
    const scale = fromHalf(bytes.getUint16(at + 108, true));
    for (let group = 0; group < 16; group++) {
      const groupScale = scale * (scaleQ3_K(bytes, at + 96, group) - 32);
      const from = at + 32 + quarterByte(group);
      const high = at + 16 * (group & 1);
      for (let i = 0; i < 16; i++) {
        const low = (bytes.getUint8(from + i) >> quarterShift(group)) & 3;
        const value = low - ((bytes.getUint8(high + i) >> (group >> 1)) & 1 ? 0 : 4);
        values[to + 16 * group + i] = groupScale * value;
      }
    }
  }
}

/** 128 values share 32 bytes, two bits of each byte per run of 32; a group is half such a run. */
const quarterByte = (group: number): number => 32 * (group >> 3) + 16 * (group & 1);
const quarterShift = (group: number): number => 2 * ((group & 7) >> 1);

/** Four low bits lie in the first 8 bytes, two high bits in the last 4. */
function scaleQ3_K(bytes: DataView, at: number, group: number): number {
  const low = (bytes.getUint8(at + (group & 7)) >> (group < 8 ? 0 : 4)) & 15;
  const high = (bytes.getUint8(at + 8 + (group & 3)) >> (2 * (group >> 2))) & 3;
  return low | (high << 4);
}

/** 8 groups of 32 with a scale and a minimum of 6 bits; byte 32 g + i holds values 64 g + i and 64 g + 32 + i. */
export function dequantiseQ4_K(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 144) {
    const scale = fromHalf(bytes.getUint16(at, true));
    const minimum = fromHalf(bytes.getUint16(at + 2, true));
    for (let group = 0; group < 8; group++) {
      const groupScale = scale * groupScaleOf(bytes, at + 4, group);
      const groupMinimum = minimum * groupMinimumOf(bytes, at + 4, group);
      const from = at + 16 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let i = 0; i < 32; i++) {
        const value = (bytes.getUint8(from + i) >> shift) & 15;
        values[to + 32 * group + i] = groupScale * value - groupMinimum;
      }
    }
  }
}

/** As Q4_K, with 32 bytes of high bits before the nibbles: bit `group` of byte i belongs to value i of the group. */
export function dequantiseQ5_K(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 176) {
    const scale = fromHalf(bytes.getUint16(at, true));
    const minimum = fromHalf(bytes.getUint16(at + 2, true));
    for (let group = 0; group < 8; group++) {
      const groupScale = scale * groupScaleOf(bytes, at + 4, group);
      const groupMinimum = minimum * groupMinimumOf(bytes, at + 4, group);
      const from = at + 48 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let i = 0; i < 32; i++) {
        const high = (bytes.getUint8(at + 16 + i) >> group) & 1;
        const value = ((bytes.getUint8(from + i) >> shift) & 15) | (high << 4);
        values[to + 32 * group + i] = groupScale * value - groupMinimum;
      }
    }
  }
}

/**
 * The 6-bit scale of one of the 8 groups of a Q4_K or Q5_K block, whose 12 bytes of scales and minima start at `at`:
 * groups 0–3 in the low six bits of bytes 0–3, groups 4–7 in a nibble of bytes 8–11 and the spare bits of bytes 0–3.
 */
export function groupScaleOf(bytes: DataView, at: number, group: number): number {
  if (group < 4) return bytes.getUint8(at + group) & 63;
  return (bytes.getUint8(at + group + 4) & 15) | ((bytes.getUint8(at + group - 4) >> 6) << 4);
}

/** The 6-bit minimum beside `groupScaleOf`. */
export function groupMinimumOf(bytes: DataView, at: number, group: number): number {
  if (group < 4) return bytes.getUint8(at + group + 4) & 63;
  return (bytes.getUint8(at + group + 4) >> 4) | ((bytes.getUint8(at + group) >> 6) << 4);
}

/** 16 groups of 16: 128 bytes of low nibbles, 64 of high pairs, 16 signed scales, the block's scale last. */
export function dequantiseQ6_K(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 210) {
    const scale = fromHalf(bytes.getUint16(at + 208, true));
    for (let group = 0; group < 16; group++) {
      const groupScale = scale * bytes.getInt8(at + 192 + group);
      const [half, quarter, side] = [group >> 3, (group & 7) >> 1, 16 * (group & 1)];
      const low = at + 64 * half + 32 * (quarter & 1) + side;
      const high = at + 128 + 32 * half + side;
      for (let i = 0; i < 16; i++) {
        const nibble = (bytes.getUint8(low + i) >> (quarter < 2 ? 0 : 4)) & 15;
        const pair = (bytes.getUint8(high + i) >> (2 * quarter)) & 3;
        values[to + 16 * group + i] = groupScale * ((nibble | (pair << 4)) - 32);
      }
    }
  }
}
