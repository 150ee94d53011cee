/** Room for one piece of a tensor in Core ML's form, elements in order, packed. */
export interface Packed {
  /** Quants; four-bit ones two to a byte, the first in the low nibble. */
  readonly data: Uint8Array;
  /** Half-precision bits, one a block. */
  readonly scales: Uint16Array;
  /** Half-precision bits, one a block; null where the packing has none. */
  readonly offsets: Uint16Array | null;
}
