import { TELLING_BYTES, whatBytesAre } from '../what-bytes-are.ts';
import { invalid, truncated } from './gguf-error.ts';
import { fixedSizes, GGUF_MAGIC, type MetadataValue, type Scalar, ValueType } from './gguf-types.ts';

/** The window over the header is too short; the file may still be whole. */
export class HeaderCut extends Error {}

/** Upper half of 2^53 - 1, the largest exact number. */
const LARGEST_HIGH = 2 ** 21 - 1;
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
    throw invalid(what === null ? 'it does not start with GGUF' : `it is ${what}`);
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.take(4));
  }

  /** Without a bigint for each: a vocabulary has a million lengths. */
  u64(): number {
    const at = this.take(8);
    const high = this.bytes.readUInt32LE(at + 4);
    if (high > LARGEST_HIGH) throw invalid(`the number ${this.bytes.readBigUInt64LE(at)} is beyond any file`);
    return high * 2 ** 32 + this.bytes.readUInt32LE(at);
  }

  string(longest = LONGEST_STRING): string {
    const length = this.u64();
    if (length > longest) throw invalid(`a string claims ${length} bytes; ${longest} are allowed`);
    const at = this.take(length);
    return this.bytes.toString('utf8', at, at + length);
  }

  value(): MetadataValue {
    const type = this.u32();
    if (type !== ValueType.ARRAY) return { type, elementType: null, value: this.scalar(type) };
    const elementType = this.u32();
    const length = this.u64();
    if (length > LONGEST_ARRAY || length > this.elementsLeft)
      throw invalid(`an array claims ${length} elements`);
    this.elementsLeft -= length;
    return { type, elementType, value: this.elements(elementType, length) };
  }

  private elements(type: number, length: number): Scalar[] {
    const size = type === ValueType.STRING ? 8 : sizeOf(type);
    if (this.offset + length * size > this.fileBytes) throw truncated('an array runs past its end');
    const values: Scalar[] = [];
    if (type === ValueType.STRING) {
      for (let i = 0; i < length; i++) values.push(this.string());
      return values;
    }
    const at = this.take(length * size);
    for (let i = 0; i < length; i++) values.push(readScalar(this.bytes, at + i * size, type));
    return values;
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

function sizeOf(type: number): number {
  const size = fixedSizes[type];
  if (size === undefined) throw invalid(`metadata type ${type} is unknown`);
  return size;
}

function readScalar(bytes: Buffer, at: number, type: number): Scalar {
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
