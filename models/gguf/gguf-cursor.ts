import { ONNX, TELLING_BYTES, whatBytesAre } from '../what-bytes-are.ts';
import { invalid, isOnnx, truncated } from './gguf-error.ts';
import {
  fixedSizes,
  GGUF_MAGIC,
  type MetadataValue,
  type PackedArray,
  type Scalar,
  ValueType,
} from './gguf-types.ts';
import { LARGEST_HIGH, lengthAt, packedEntry, readScalar } from './packed-array.ts';

/** The window over the header is too short; the file may still be whole. */
export class HeaderCut extends Error {}

const LONGEST_STRING = 16 << 20;
/** The largest vocabularies known have 262 144 tokens and about twice as many merges. */
const LONGEST_ARRAY = 4_000_000;
/** Of all arrays together, so that a header of many arrays cannot fill the memory. */
const MOST_ELEMENTS = 8_000_000;

/** Walks a header; nothing is allocated before its length has been checked against the file. */
export class GgufCursor {
  private readonly bytes: Buffer;
  private readonly fileBytes: number;
  private elementsLeft = MOST_ELEMENTS;
  offset = 0;

  constructor(bytes: Buffer, fileBytes: number) {
    this.bytes = bytes;
    this.fileBytes = fileBytes;
  }

  magic(): void {
    const start = this.bytes.subarray(this.offset, this.offset + TELLING_BYTES);
    if (start.toString('latin1', 0, 4) === GGUF_MAGIC) return void this.take(4);
    if (start.length < GGUF_MAGIC.length && start.length < this.fileBytes) throw new HeaderCut();
    const what = whatBytesAre(start);
    if (what === ONNX) throw isOnnx();
    throw invalid(what === null ? 'it does not start with GGUF' : `it is ${what}`);
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.take(4));
  }

  u64(): number {
    const at = this.take(8);
    const high = this.bytes.readUInt32LE(at + 4);
    if (high > LARGEST_HIGH) throw invalid(`the number ${this.bytes.readBigUInt64LE(at)} is beyond any file`);
    return lengthAt(this.bytes, at);
  }

  string(longest = LONGEST_STRING): string {
    const at = this.skipString(longest);
    return this.bytes.toString('utf8', at, this.offset);
  }

  /** @returns where its bytes begin; they end where the cursor is then */
  private skipString(longest: number): number {
    const length = this.u64();
    if (length > longest) throw invalid(`a string claims ${length} bytes; ${longest} are allowed`);
    return this.take(length);
  }

  private skipStrings(count: number): void {
    const { bytes } = this;
    const last = Math.min(bytes.length, this.fileBytes);
    let at = this.offset;
    for (let i = 0; i < count; i++) {
      const end = at + 8 + shortLengthAt(bytes, at);
      if (end <= last) {
        at = end;
        continue;
      }
      this.offset = at;
      this.skipString(LONGEST_STRING);
      at = this.offset;
    }
    this.offset = at;
  }

  value(): MetadataValue {
    const type = this.u32();
    if (type !== ValueType.ARRAY) return { type, elementType: null, value: this.scalar(type) };
    const elementType = this.u32();
    const length = this.u64();
    if (length > LONGEST_ARRAY || length > this.elementsLeft)
      throw invalid(`an array claims ${length} elements`);
    this.elementsLeft -= length;
    return packedEntry(elementType, this.packed(elementType, length));
  }

  private packed(type: number, count: number): PackedArray {
    const size = type === ValueType.STRING ? 8 : sizeOf(type);
    if (this.offset + count * size > this.fileBytes) throw truncated('an array runs past its end');
    const start = this.offset;
    if (type === ValueType.STRING) this.skipStrings(count);
    else this.take(count * size);
    return { count, bytes: this.bytes.subarray(start, this.offset) };
  }

  private scalar(type: number): Scalar {
    if (type === ValueType.STRING) return this.string();
    return readScalar(this.bytes, this.take(sizeOf(type)), type);
  }

  private take(length: number): number {
    const at = this.offset;
    if (at + length > this.fileBytes) throw truncated('the header runs past the end of the file');
    if (at + length > this.bytes.length) throw new HeaderCut();
    this.offset += length;
    return at;
  }
}

/**
 * The length of a text of less than 64 KiB, as nearly all are; of another one, infinity. Read byte by byte, which is far faster
 * than by calls for a vocabulary of a quarter of a million texts.
 */
function shortLengthAt(bytes: Buffer, at: number): number {
  let upper = 0;
  for (let i = at + 2; i < at + 8; i++) upper |= bytes[i] ?? 1;
  return upper === 0 ? (bytes[at] as number) | ((bytes[at + 1] as number) << 8) : Number.POSITIVE_INFINITY;
}

function sizeOf(type: number): number {
  const size = fixedSizes[type];
  if (size === undefined) throw invalid(`metadata type ${type} is unknown`);
  return size;
}
