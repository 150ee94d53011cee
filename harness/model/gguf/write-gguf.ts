import { type FileHandle, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeatsoakError } from '../../protocol/error.ts';
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

/**
 * Writes a GGUF file in flat memory: the header with every offset first, then each tensor as its producer streams it.
 * The file is read back, and appears under its name only when it is whole; a failure leaves nothing.
 * @throws HeatsoakError `MODEL_UNWRITABLE`, `DISK_FULL`, `TENSOR_SHAPE`, or `TENSOR_SIZE` when a producer gives more or
 * fewer bytes than its shape says
 */
export async function writeGguf(
  path: string,
  metadata: Metadata,
  tensors: readonly TensorSource[],
): Promise<void> {
  const alignment = alignmentOf(metadata);
  const header = headerOf(metadata, tensors, alignment);
  await checkTarget(path, header.length + tensors.reduce((sum, tensor) => sum + sizeOf(tensor), 0));
  const part = `${path}.${process.pid}.part`;
  try {
    await writePart(part, header, tensors, alignment);
    await readGguf(part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw diskFull(error, path) ?? error;
  }
}

async function writePart(
  part: string,
  header: Buffer,
  tensors: readonly TensorSource[],
  alignment: number,
): Promise<void> {
  const file = await open(part, 'w');
  try {
    await writePadded(file, [header], alignment);
    for (const tensor of tensors) await writeTensor(file, tensor, alignment);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Hours of work should not end at a folder that is not there or a disk that is too small. */
async function checkTarget(path: string, bytes: number): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory()) {
    throw new HeatsoakError('MODEL_UNWRITABLE', `there is no folder ${dirname(path)}`, {
      where: path,
      hint: 'make the folder first',
    });
  }
  if ((await stat(path).catch(() => null))?.isDirectory())
    throw new HeatsoakError('MODEL_UNWRITABLE', `${path} is a folder`, { where: path, hint: 'name a file' });
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize >= bytes) return;
  throw new HeatsoakError('DISK_FULL', `${path} needs ${bytes} bytes, and ${bavail * bsize} are free`, {
    where: path,
    kind: 'host',
    hint: 'free some space, or write to another disk',
  });
}

function diskFull(error: unknown, path: string): HeatsoakError | null {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  if (!isFull) return null;
  return new HeatsoakError('DISK_FULL', `the disk became full while ${path} was written`, {
    where: path,
    kind: 'host',
    hint: 'free some space, or write to another disk',
    cause: error,
  });
}

async function writeTensor(file: FileHandle, tensor: TensorSource, alignment: number): Promise<void> {
  const written = await writePadded(file, tensor.chunks(), alignment);
  const expected = sizeOf(tensor);
  if (written !== expected)
    throw new HeatsoakError('TENSOR_SIZE', `${tensor.name}: ${written} bytes given, ${expected} needed`);
}

/** Appends the pieces and zeros up to the alignment; returns the bytes of the pieces. */
async function writePadded(
  file: FileHandle,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  alignment: number,
): Promise<number> {
  let written = 0;
  for await (const piece of pieces) {
    await writeAll(file, piece);
    written += piece.length;
  }
  await writeAll(file, Buffer.alloc(paddingTo(alignment, written)));
  return written;
}

/** A file may take fewer bytes at once than it is given. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}

function sizeOf({ name, type, dims }: TensorSource): number {
  const bytes = tensorBytes(type, dims);
  if (bytes !== null) return bytes;
  throw new HeatsoakError(
    'TENSOR_SHAPE',
    `${name}: a row of ${dims[0]} does not divide into blocks of ${type}`,
  );
}

function headerOf(metadata: Metadata, tensors: readonly TensorSource[], alignment: number): Buffer {
  const header = new HeaderWriter();
  header.magic(GGUF_MAGIC);
  header.u32(GGUF_VERSION);
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
  return header.written();
}
