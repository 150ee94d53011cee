import { fromHalf, toHalf } from '../quantise/half.ts';

/** Numbers as bytes of ONNX's single or half precision. */
export function floatBytes(values: Float32Array, type: 'FLOAT' | 'FLOAT16'): Uint8Array {
  if (type === 'FLOAT') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) halves[i] = toHalf(values[i] ?? 0);
  return new Uint8Array(halves.buffer);
}

/** The inverse, from bytes of single, half or brain-float precision. */
export function floatsOf(bytes: Uint8Array, type: 'FLOAT' | 'FLOAT16' | 'BFLOAT16'): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = type === 'FLOAT' ? 4 : 2;
  const values = new Float32Array(bytes.length / size);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < values.length; i++) {
    if (type === 'FLOAT') values[i] = view.getFloat32(4 * i, true);
    else if (type === 'FLOAT16') values[i] = fromHalf(view.getUint16(2 * i, true));
    else bits[i] = view.getUint16(2 * i, true) << 16;
  }
  return values;
}
