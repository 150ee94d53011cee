import { open, rename, rm } from 'node:fs/promises';
import { HeatsoakError } from '../../protocol/error.ts';
import {
  DEFAULT_ALIGNMENT,
  GGUF_MAGIC,
  GGUF_VERSION,
  type Metadata,
  type MetadataValue,
  paddingTo,
  type Scalar,
  ValueType,
} from './gguf-types.ts';
import { type TensorType, tensorBytes, tensorTypes } from './tensor-types.ts';

export interface TensorSource {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: TensorType;
  /** The tensor's bytes in order, in pieces of any size. */
  chunks(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

interface WriteOptions {
  /** Version in the header, where another file's is to be kept. */
  readonly version?: number;
  /** Bytes after the last tensor; the rest up to the alignment when it is not given. */
  readonly trailingBytes?: number | undefined;
  /** Sees every byte in order, as a hash does. */
  readonly tap?: (bytes: Uint8Array) => void;
  /** Called when every byte is on the disk, before the file gets its name; what it throws discards the file. */
  readonly check?: () => void;
}

/**
 * Writes a GGUF file in flat memory: the header with every offset first, then each tensor as its producer streams it.
 * The file appears under its name only when it is whole.
 * @throws HeatsoakError `TENSOR_SIZE` when a producer gives more or fewer bytes than its shape says
 */
export async function writeGguf(
  path: string,
  metadata: Metadata,
  tensors: readonly TensorSource[],
  options: WriteOptions = {},
): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, 'w');
  const write = async (bytes: Uint8Array): Promise<void> => {
    await file.write(bytes);
    options.tap?.(bytes);
  };
  try {
    await write(ggufHeader(metadata, tensors, options.version));
    const alignment = alignmentOf(metadata);
    for (const [i, tensor] of tensors.entries()) {
      await writeTensor(tensor, write);
      const trailing = i === tensors.length - 1 ? options.trailingBytes : undefined;
      await write(Buffer.alloc(trailing ?? paddingTo(alignment, sizeOf(tensor))));
    }
    await file.sync();
    options.check?.();
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
  await file.close();
  await rename(part, path);
}

async function writeTensor(tensor: TensorSource, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  let written = 0;
  for await (const chunk of tensor.chunks()) {
    await write(chunk);
    written += chunk.length;
  }
  const expected = sizeOf(tensor);
  if (written !== expected)
    throw new HeatsoakError('TENSOR_SIZE', `${tensor.name}: ${written} bytes given, ${expected} needed`);
}

function sizeOf({ name, type, dims }: Omit<TensorSource, 'chunks'>): number {
  const bytes = tensorBytes(type, dims);
  if (bytes === null)
    throw new HeatsoakError(
      'TENSOR_SHAPE',
      `${name}: a row of ${dims[0]} does not divide into blocks of ${type}`,
    );
  return bytes;
}

/** Everything before the first tensor's bytes, padded to the alignment. */
export function ggufHeader(
  metadata: Metadata,
  tensors: readonly Omit<TensorSource, 'chunks'>[],
  version: number = GGUF_VERSION,
): Buffer {
  const alignment = alignmentOf(metadata);
  const parts = [Buffer.from(GGUF_MAGIC), u32(version), u64(tensors.length), u64(metadata.size)];
  for (const [key, value] of metadata) parts.push(string(key), u32(value.type), valueBytes(value));
  let offset = 0;
  for (const tensor of tensors) {
    const size = sizeOf(tensor);
    parts.push(
      string(tensor.name),
      u32(tensor.dims.length),
      ...tensor.dims.map(u64),
      u32(tensorTypes[tensor.type].id),
      u64(offset),
    );
    offset += size + paddingTo(alignment, size);
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat(parts, length + paddingTo(alignment, length));
}

const alignmentOf = (metadata: Metadata): number =>
  Number(metadata.get('general.alignment')?.value ?? DEFAULT_ALIGNMENT);

function valueBytes({ type, elementType, value }: MetadataValue): Buffer {
  if (elementType === null) return scalarBytes(type, value as Scalar);
  const elements = value as readonly Scalar[];
  return Buffer.concat([
    u32(elementType),
    u64(elements.length),
    ...elements.map((each) => scalarBytes(elementType, each)),
  ]);
}

function scalarBytes(type: number, value: Scalar): Buffer {
  if (type === ValueType.STRING) return string(String(value));
  if (type === ValueType.BOOL) return Buffer.of(value ? 1 : 0);
  const write = numberWriters[type];
  if (!write) throw new HeatsoakError('METADATA_TYPE', `metadata of type ${type} cannot be written`);
  const bytes = Buffer.alloc(8);
  return bytes.subarray(0, write(bytes, value));
}

/** Each writes at 0 and answers with the bytes it took. */
const numberWriters: Readonly<Record<number, (bytes: Buffer, value: Scalar) => number>> = {
  [ValueType.U8]: (bytes, value) => bytes.writeUInt8(Number(value)),
  [ValueType.I8]: (bytes, value) => bytes.writeInt8(Number(value)),
  [ValueType.U16]: (bytes, value) => bytes.writeUInt16LE(Number(value)),
  [ValueType.I16]: (bytes, value) => bytes.writeInt16LE(Number(value)),
  [ValueType.U32]: (bytes, value) => bytes.writeUInt32LE(Number(value)),
  [ValueType.I32]: (bytes, value) => bytes.writeInt32LE(Number(value)),
  [ValueType.F32]: (bytes, value) => bytes.writeFloatLE(Number(value)),
  [ValueType.U64]: (bytes, value) => bytes.writeBigUInt64LE(BigInt(value)),
  [ValueType.I64]: (bytes, value) => bytes.writeBigInt64LE(BigInt(value)),
  [ValueType.F64]: (bytes, value) => bytes.writeDoubleLE(Number(value)),
};

const string = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([u64(bytes.length), bytes]);
};

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
