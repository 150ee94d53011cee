import { HeatsoakError } from '../../protocol/error.ts';
import { GGUF_MAGIC, GGUF_VERSION, type Metadata, paddingTo } from './gguf-types.ts';
import { HeaderWriter } from './header-writer.ts';
import { alignmentOf } from './read-gguf.ts';
import { type TensorType, tensorBytes, tensorTypes } from './tensor-types.ts';

export interface TensorShape {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: TensorType;
}

/** Bytes of a tensor. @throws HeatsoakError `TENSOR_SHAPE` when a row does not divide into blocks */
export function sizeOf({ name, type, dims }: TensorShape): number {
  const bytes = tensorBytes(type, dims);
  if (bytes !== null) return bytes;
  throw new HeatsoakError(
    'TENSOR_SHAPE',
    `${name}: a row of ${dims[0]} does not divide into blocks of ${type}`,
  );
}

/** Everything before the first tensor's bytes, zeros up to the alignment included. */
export function ggufHeader(
  metadata: Metadata,
  tensors: readonly TensorShape[],
  version: number = GGUF_VERSION,
): Buffer {
  const alignment = alignmentOf(metadata);
  const header = new HeaderWriter();
  header.magic(GGUF_MAGIC);
  header.u32(version);
  header.u64(tensors.length);
  header.u64(metadata.size);
  for (const [key, value] of metadata) {
    header.string(key);
    header.value(value);
  }
  let offset = 0;
  for (const tensor of tensors) {
    header.string(tensor.name);
    header.u32(tensor.dims.length);
    for (const dim of tensor.dims) header.u64(dim);
    header.u32(tensorTypes[tensor.type].id);
    header.u64(offset);
    const size = sizeOf(tensor);
    offset += size + paddingTo(alignment, size);
  }
  const written = header.written();
  return Buffer.concat([written, Buffer.alloc(paddingTo(alignment, written.length))]);
}
