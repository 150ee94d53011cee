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
  chunks(): Iterable<Uint8Array>;
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
): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, 'w');
  try {
    const header = headerOf(metadata, tensors);
    await file.write(header);
    await file.write(zeros(header.length));
    for (const tensor of tensors) {
      let written = 0;
      for (const chunk of tensor.chunks()) {
        await file.write(chunk);
        written += chunk.length;
      }
      const expected = sizeOf(tensor);
      if (written !== expected)
        throw new HeatsoakError('TENSOR_SIZE', `${tensor.name}: ${written} bytes given, ${expected} needed`);
      await file.write(zeros(expected));
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(part, { force: true });
    throw error;
  }
  await file.close();
  await rename(part, path);
}

const zeros = (offset: number): Buffer => Buffer.alloc(paddingTo(DEFAULT_ALIGNMENT, offset));

function sizeOf({ name, type, dims }: TensorSource): number {
  const bytes = tensorBytes(type, dims);
  if (bytes === null)
    throw new HeatsoakError(
      'TENSOR_SHAPE',
      `${name}: a row of ${dims[0]} does not divide into blocks of ${type}`,
    );
  return bytes;
}

function headerOf(metadata: Metadata, tensors: readonly TensorSource[]): Buffer {
  const parts = [Buffer.from(GGUF_MAGIC), u32(GGUF_VERSION), u64(tensors.length), u64(metadata.size)];
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
    offset += size + paddingTo(DEFAULT_ALIGNMENT, size);
  }
  return Buffer.concat(parts);
}

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
  if (type === ValueType.U32) return u32(Number(value));
  if (type === ValueType.U64) return u64(Number(value));
  const bytes = Buffer.alloc(4);
  if (type === ValueType.I32) bytes.writeInt32LE(Number(value));
  else if (type === ValueType.F32) bytes.writeFloatLE(Number(value));
  else throw new HeatsoakError('METADATA_TYPE', `metadata of type ${type} cannot be written`);
  return bytes;
}

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
