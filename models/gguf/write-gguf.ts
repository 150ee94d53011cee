import { open, rename, rm } from 'node:fs/promises';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { checkTarget, writingError } from '../write-target.ts';
import { GGUF_MAGIC, GGUF_VERSION, type Metadata, paddingTo } from './gguf-types.ts';
import { HeaderWriter } from './header-writer.ts';
import { alignmentOf, readGguf } from './read-gguf.ts';
import { type TensorType, tensorBytes, tensorTypes } from './tensor-types.ts';

export interface TensorSource {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: TensorType;
  /** The tensor's bytes in order, in pieces of any size; a piece is done with when the next one is asked for. */
  chunks(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

type TensorShape = Omit<TensorSource, 'chunks'>;

interface WriteOptions {
  /** Version in the header, where another file's is to be kept. */
  readonly version?: number;
  /** Bytes after the last tensor; the rest up to the alignment when it is not given. */
  readonly trailingBytes?: number | undefined;
  /** Sees every byte in order, as a hash does. */
  readonly tap?: (bytes: Uint8Array) => void;
  /** Called when every byte is on the disk, before the file gets its name; what it throws discards the file. */
  readonly check?: () => void;
  /** Ends the work, and discards the file. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a GGUF file in flat memory: the header with every offset first, then each tensor as its producer streams it.
 * The file is read back, and appears under its name only when it is whole; a failure leaves nothing.
 * @throws HeatsoakError `MODEL_UNWRITABLE`, `TARGET_EXISTS` for a file of another kind, `DISK_FULL`, `TENSOR_SHAPE`, or `TENSOR_SIZE` when a producer gives more or
 * fewer bytes than its shape says
 */
export async function writeGguf(
  path: string,
  metadata: Metadata,
  tensors: readonly TensorSource[],
  options: WriteOptions = {},
): Promise<void> {
  const header = ggufHeader(metadata, tensors, options.version);
  await checkTarget(path, header.length + tensors.reduce((sum, tensor) => sum + sizeOf(tensor), 0));
  const part = `${path}.${process.pid}.part`;
  try {
    await writePart(part, header, dataOf(tensors, alignmentOf(metadata), options.trailingBytes), options);
    await readGguf(part);
    options.check?.();
    await rename(part, path);
  } catch (error) {
    // What kept the part from being made may keep it from being removed: the first failure is the one to tell of.
    await rm(part, { force: true }).catch(() => undefined);
    throw writingError(error, path);
  }
}

async function writePart(
  part: string,
  header: Buffer,
  data: AsyncIterable<Uint8Array>,
  { tap, signal }: WriteOptions,
): Promise<void> {
  const file = await open(part, 'w');
  const write = async (bytes: Uint8Array): Promise<void> => {
    signal?.throwIfAborted();
    // A file may take fewer bytes at once than it is given.
    for (let done = 0; done < bytes.length; )
      done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
    tap?.(bytes);
  };
  try {
    await write(header);
    for await (const bytes of data) await write(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Everything after the header: each tensor's pieces, counted, and zeros up to where the next one starts. */
async function* dataOf(
  tensors: readonly TensorSource[],
  alignment: number,
  trailingBytes: number | undefined,
): AsyncGenerator<Uint8Array> {
  for (const [i, tensor] of tensors.entries()) {
    const expected = sizeOf(tensor);
    let given = 0;
    for await (const piece of tensor.chunks()) {
      given += piece.length;
      yield piece;
    }
    if (given !== expected)
      throw new HeatsoakError('TENSOR_SIZE', `${tensor.name}: ${given} bytes given, ${expected} needed`);
    const trailing = i === tensors.length - 1 ? trailingBytes : undefined;
    yield Buffer.alloc(trailing ?? paddingTo(alignment, expected));
  }
}

function sizeOf({ name, type, dims }: TensorShape): number {
  const bytes = tensorBytes(type, dims);
  if (bytes !== null) return bytes;
  throw new HeatsoakError(
    'TENSOR_SHAPE',
    `${name}: a row of ${dims[0]} does not divide into blocks of ${type}`,
  );
}

/** Everything before the first tensor's bytes, padded to the alignment. */
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
  return header.padded(alignment);
}
