import { fixedSizes, type MetadataValue, type PackedArray, type Scalar, ValueType } from './gguf-types.ts';

/** Upper half of 2^53 - 1, the largest exact number. */
export const LARGEST_HIGH = 2 ** 21 - 1;

/** An array of a file as an entry, whose elements are read when they are asked for: most readers of a header never ask. */
export function packedEntry(elementType: number, packed: PackedArray): MetadataValue {
  let read: readonly Scalar[] | undefined;
  return {
    type: ValueType.ARRAY,
    elementType,
    packed,
    get value() {
      read ??= elementType === ValueType.STRING ? textsIn(packed) : scalarsIn(packed, elementType);
      return read;
    },
  };
}

function textsIn({ bytes, count }: PackedArray): string[] {
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    const start = at + 8;
    at = start + lengthAt(bytes, at);
    texts.push(bytes.toString('utf8', start, at));
  }
  return texts;
}

/** A length that was checked when the header was walked. Without a bigint for each: a vocabulary has a million. */
export const lengthAt = (bytes: Buffer, at: number): number =>
  bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);

function scalarsIn({ bytes, count }: PackedArray, type: number): Scalar[] {
  const size = fixedSizes[type] ?? 0;
  const values: Scalar[] = [];
  for (let i = 0; i < count; i++) values.push(readScalar(bytes, i * size, type));
  return values;
}

/** One value of fixed size. */
export function readScalar(bytes: Buffer, at: number, type: number): Scalar {
  switch (type) {
    case ValueType.U8:
      return bytes.readUInt8(at);
    case ValueType.I8:
      return bytes.readInt8(at);
    case ValueType.U16:
      return bytes.readUInt16LE(at);
    case ValueType.I16:
      return bytes.readInt16LE(at);
    case ValueType.U32:
      return bytes.readUInt32LE(at);
    case ValueType.I32:
      return bytes.readInt32LE(at);
    case ValueType.F32:
      return bytes.readFloatLE(at);
    case ValueType.BOOL:
      return bytes.readUInt8(at) !== 0;
    case ValueType.U64:
      return bytes.readBigUInt64LE(at);
    case ValueType.I64:
      return bytes.readBigInt64LE(at);
    default:
      return bytes.readDoubleLE(at);
  }
}

/** First and multiplier of the 32-bit hash of Fowler, Noll and Vo. */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;

/** Whether two texts of an array have the same bytes; empty ones aside. Nothing becomes a string. */
export function hasEqualTexts({ bytes, count }: PackedArray): boolean {
  // A power of two at least twice as large as the array: a free place is then near.
  const places = 2 ** Math.ceil(Math.log2(2 * Math.max(1, count)));
  /** For each place a text's hash, and one more than where it begins in `bytes`; 0 for a free place. */
  const table = new Uint32Array(2 * places);
  for (let i = 0, at = 0; i < count; i++) {
    const end = at + 8 + lengthAt(bytes, at);
    const hash = hashOf(bytes, at + 8, end);
    let place = hash % places;
    for (; table[2 * place + 1] !== 0; place = (place + 1) % places)
      if (table[2 * place] === hash && areEqual(bytes, (table[2 * place + 1] as number) - 1, at, end - at))
        return true;
    if (end > at + 8) {
      table[2 * place] = hash;
      table[2 * place + 1] = at + 1;
    }
    at = end;
  }
  return false;
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), HASH_FACTOR);
  return hash >>> 0;
}

/** Two texts with their lengths before them. */
function areEqual(bytes: Buffer, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[one + i] !== bytes[other + i]) return false;
  return true;
}
