import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { fixedSizes, type MetadataValue, paddingTo, type Scalar, ValueType } from './gguf-types.ts';

/** A header being written: one growing buffer, as a vocabulary has hundreds of thousands of entries. */
export class HeaderWriter {
  private bytes = Buffer.alloc(1 << 16);
  private length = 0;

  /** What was written, with zeros up to the alignment. */
  padded(alignment: number): Buffer {
    const padding = paddingTo(alignment, this.length);
    const at = this.take(padding);
    this.bytes.fill(0, at, at + padding);
    return this.bytes.subarray(0, this.length);
  }

  magic(text: string): void {
    const at = this.take(text.length);
    this.bytes.write(text, at, 'latin1');
  }

  u32(value: number): void {
    const at = this.take(4);
    this.bytes.writeUInt32LE(value, at);
  }

  u64(value: number): void {
    const at = this.take(8);
    this.bytes.writeBigUInt64LE(BigInt(value), at);
  }

  string(text: string): void {
    const length = Buffer.byteLength(text);
    this.u64(length);
    const at = this.take(length);
    this.bytes.write(text, at);
  }

  value(entry: MetadataValue): void {
    const { type, elementType, packed } = entry;
    this.u32(type);
    if (elementType === null) {
      this.scalar(type, entry.value as Scalar);
      return;
    }
    this.u32(elementType);
    if (packed) {
      this.u64(packed.count);
      const at = this.take(packed.bytes.length);
      packed.bytes.copy(this.bytes, at);
      return;
    }
    const elements = entry.value as readonly Scalar[];
    this.u64(elements.length);
    for (const each of elements) this.scalar(elementType, each);
  }

  private scalar(type: number, value: Scalar): void {
    if (type === ValueType.STRING) {
      this.string(String(value));
      return;
    }
    const at = this.take(fixedSizes[type] ?? 0);
    writeScalar(this.bytes, at, type, value);
  }

  /** The offset of `count` new bytes; the buffer may be another one afterwards. */
  private take(count: number): number {
    const at = this.length;
    if (at + count > this.bytes.length) {
      const longer = Buffer.alloc(Math.max(2 * this.bytes.length, at + count));
      this.bytes.copy(longer, 0, 0, at);
      this.bytes = longer;
    }
    this.length += count;
    return at;
  }
}

function writeScalar(bytes: Buffer, at: number, type: number, value: Scalar): number {
  switch (type) {
    case ValueType.U8:
      return bytes.writeUInt8(Number(value), at);
    case ValueType.I8:
      return bytes.writeInt8(Number(value), at);
    case ValueType.U16:
      return bytes.writeUInt16LE(Number(value), at);
    case ValueType.I16:
      return bytes.writeInt16LE(Number(value), at);
    case ValueType.U32:
      return bytes.writeUInt32LE(Number(value), at);
    case ValueType.I32:
      return bytes.writeInt32LE(Number(value), at);
    case ValueType.F32:
      return bytes.writeFloatLE(Number(value), at);
    case ValueType.BOOL:
      return bytes.writeUInt8(value ? 1 : 0, at);
    case ValueType.U64:
      return bytes.writeBigUInt64LE(BigInt(value), at);
    case ValueType.I64:
      return bytes.writeBigInt64LE(BigInt(value), at);
    case ValueType.F64:
      return bytes.writeDoubleLE(Number(value), at);
    default:
      throw new HeatsoakError('METADATA_TYPE', `metadata of type ${type} cannot be written`);
  }
}
