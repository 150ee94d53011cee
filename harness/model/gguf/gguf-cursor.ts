import { HeatsoakError } from '../../protocol/error.ts';
import { GGUF_MAGIC, type MetadataValue, type Scalar, ValueType } from './gguf-types.ts';

/** The window over the header is too short; the file may still be whole. */
export class HeaderCut extends Error {}

const LONGEST_STRING = 16 << 20;
const LONGEST_ARRAY = 4_000_000;

const fixedSizes: Readonly<Record<number, number>> = {
  [ValueType.U8]: 1,
  [ValueType.I8]: 1,
  [ValueType.U16]: 2,
  [ValueType.I16]: 2,
  [ValueType.U32]: 4,
  [ValueType.I32]: 4,
  [ValueType.F32]: 4,
  [ValueType.BOOL]: 1,
  [ValueType.U64]: 8,
  [ValueType.I64]: 8,
  [ValueType.F64]: 8,
};

/** Walks a header; nothing is allocated before its length has been checked against the file. */
export class GgufCursor {
  private readonly bytes: Buffer;
  private readonly fileBytes: number;
  offset = 0;

  constructor(bytes: Buffer, fileBytes: number) {
    this.bytes = bytes;
    this.fileBytes = fileBytes;
  }

  magic(): void {
    if (this.bytes.toString('latin1', this.take(4), 4) !== GGUF_MAGIC)
      throw invalid('it does not start with GGUF');
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.take(4));
  }

  u64(): number {
    const value = this.bytes.readBigUInt64LE(this.take(8));
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(`the number ${value} is beyond any file`);
    return Number(value);
  }

  string(): string {
    const length = this.u64();
    if (length > LONGEST_STRING) throw invalid(`a string claims ${length} bytes`);
    const at = this.take(length);
    return this.bytes.toString('utf8', at, at + length);
  }

  value(): MetadataValue {
    const type = this.u32();
    if (type !== ValueType.ARRAY) return { type, elementType: null, value: this.scalar(type) };
    const elementType = this.u32();
    const length = this.u64();
    if (length > LONGEST_ARRAY) throw invalid(`an array claims ${length} elements`);
    return { type, elementType, value: Array.from({ length }, () => this.scalar(elementType)) };
  }

  private scalar(type: number): Scalar {
    if (type === ValueType.STRING) return this.string();
    const size = fixedSizes[type];
    if (size === undefined) throw invalid(`metadata type ${type} is unknown`);
    return readScalar(this.bytes, this.take(size), type);
  }

  private take(length: number): number {
    const at = this.offset;
    if (at + length > this.fileBytes)
      throw new HeatsoakError('GGUF_TRUNCATED', 'the header runs past the end of the file');
    if (at + length > this.bytes.length) throw new HeaderCut();
    this.offset += length;
    return at;
  }
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

const invalid = (why: string): HeatsoakError =>
  new HeatsoakError('GGUF_INVALID', `not a usable GGUF file: ${why}`);
