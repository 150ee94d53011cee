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
    at = start + textLengthAt(bytes, at);
    texts.push(bytes.toString('utf8', start, at));
  }
  return texts;
}

/** A number that is known to be exact, without a bigint for it. */
export const lengthAt = (bytes: Buffer, at: number): number =>
  bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);

/** Of a text in an array: its lower half says it all, as the header was walked and no text is longer than 16 MiB. */
const textLengthAt = (bytes: Buffer, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);

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
/** So that one hash in ten shares its place with another one. */
const PLACES_PER_HASH = 8;

/** The part of a text that a C program reads of it. */
export const upToZero = (text: string): string => text.split('\0', 1)[0] ?? '';

/**
 * The numbers of the first two texts of an array with the same bytes up to a zero; empty ones aside. Null where there are none. Only
 * the few of one hash become strings.
 */
export function equalTexts({ bytes, count }: PackedArray): readonly [number, number] | null {
  const hashes = hashesOfTexts(bytes, count);
  const repeated = repeatedNumbers(hashes);
  const seen = new Map<string, number>();
  for (let i = 0, at = 0; i < count; i++) {
    const start = at + 8;
    at = start + textLengthAt(bytes, at);
    if (at === start || !repeated.has(hashes[i] as number)) continue;
    const text = upToZero(bytes.toString('latin1', start, at));
    const first = seen.get(text);
    if (first !== undefined) return [first, i];
    if (text !== '') seen.set(text, i);
  }
  return null;
}

function hashesOfTexts(bytes: Buffer, count: number): Int32Array {
  const hashes = new Int32Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    const start = at + 8;
    at = start + textLengthAt(bytes, at);
    let hash = HASH_START;
    for (let each = start; each < at; each++) {
      const byte = bytes[each] as number;
      if (byte === 0) break;
      hash = Math.imul(hash ^ byte, HASH_FACTOR);
    }
    hashes[i] = hash;
  }
  return hashes;
}

/** Numbers that are there more than once. A set of them all would be waited for: a table of bytes stays in a processor's cache. */
function repeatedNumbers(numbers: Int32Array): Set<number> {
  const places = 2 ** Math.ceil(Math.log2(PLACES_PER_HASH * Math.max(1, numbers.length)));
  const table = new Uint8Array(places);
  for (let i = 0; i < numbers.length; i++) {
    const place = (numbers[i] as number) & (places - 1);
    table[place] = table[place] === 0 ? 1 : 2;
  }
  const [seen, repeated] = [new Set<number>(), new Set<number>()];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number;
    if (table[number & (places - 1)] === 1) continue;
    if (seen.has(number)) repeated.add(number);
    seen.add(number);
  }
  return repeated;
}
