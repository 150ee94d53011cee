import { fromHalf } from './half.ts';

const BLOCK = 32;

/** 16 bytes a block: value j in the low nibble of byte j, value j + 16 in the high one. */
export function dequantiseQ4_0(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 18) {
    const scale = fromHalf(bytes.getUint16(at, true));
    for (let i = 0; i < 16; i++) {
      const pair = bytes.getUint8(at + 2 + i);
      values[to + i] = ((pair & 15) - 8) * scale;
      values[to + 16 + i] = ((pair >> 4) - 8) * scale;
    }
  }
}

/** As Q4_0, with a minimum after the scale. */
export function dequantiseQ4_1(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 20) {
    const scale = fromHalf(bytes.getUint16(at, true));
    const minimum = fromHalf(bytes.getUint16(at + 2, true));
    for (let i = 0; i < 16; i++) {
      const pair = bytes.getUint8(at + 4 + i);
      values[to + i] = (pair & 15) * scale + minimum;
      values[to + 16 + i] = (pair >> 4) * scale + minimum;
    }
  }
}

/** Four bytes of high bits, value j's at bit j, then nibbles as in Q4_0. */
export function dequantiseQ5_0(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 22) {
    const scale = fromHalf(bytes.getUint16(at, true));
    const high = bytes.getUint32(at + 2, true);
    for (let i = 0; i < 16; i++) {
      const pair = bytes.getUint8(at + 6 + i);
      values[to + i] = ((pair & 15) + (((high >>> i) & 1) << 4) - 16) * scale;
      values[to + 16 + i] = ((pair >> 4) + (((high >>> (i + 16)) & 1) << 4) - 16) * scale;
    }
  }
}

/** As Q5_0, with a minimum after the scale. */
export function dequantiseQ5_1(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 24) {
    const scale = fromHalf(bytes.getUint16(at, true));
    const minimum = fromHalf(bytes.getUint16(at + 2, true));
    const high = bytes.getUint32(at + 4, true);
    for (let i = 0; i < 16; i++) {
      const pair = bytes.getUint8(at + 8 + i);
      values[to + i] = ((pair & 15) + (((high >>> i) & 1) << 4)) * scale + minimum;
      values[to + 16 + i] = ((pair >> 4) + (((high >>> (i + 16)) & 1) << 4)) * scale + minimum;
    }
  }
}

export function dequantiseQ8_0(bytes: DataView, values: Float32Array): void {
  for (let to = 0, at = 0; to < values.length; to += BLOCK, at += 34) {
    const scale = fromHalf(bytes.getUint16(at, true));
    for (let i = 0; i < BLOCK; i++) values[to + i] = bytes.getInt8(at + 2 + i) * scale;
  }
}
