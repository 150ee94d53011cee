/**
 * Weights as onnxruntime's `MatMulNBits` reads them: `w = (q - zero point) * scale`, low nibble first. Without zero
 * points its default applies: 8 at four bits, 128 at eight.
 */
export interface Packed {
  readonly quants: Uint8Array;
  readonly scales: Float32Array;
  readonly zeroPoints: Float32Array | null;
}

/** The weights that packed numbers stand for; the inverse of every packing, for reading a written file back. */
export function unpack(
  { quants, scales, zeroPoints }: Packed,
  { bits, block }: { bits: number; block: number },
  values: Float32Array,
): void {
  const standard = bits === 4 ? 8 : 128;
  for (let i = 0; i < values.length; i++) {
    const byte = quants[bits === 4 ? i >> 1 : i] ?? 0;
    const quant = bits === 4 ? (i & 1 ? byte >> 4 : byte & 15) : byte;
    const at = Math.floor(i / block);
    values[i] = (quant - (zeroPoints?.[at] ?? standard)) * (scales[at] ?? 0);
  }
}
