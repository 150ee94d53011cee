import { type FileHandle, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeatsoakError } from '../../protocol/error.ts';
import { ggufHeader, sizeOf, type TensorShape } from './gguf-header.ts';
import { type Metadata, paddingTo } from './gguf-types.ts';
import { alignmentOf, readGguf } from './read-gguf.ts';

export interface TensorSource extends TensorShape {
  /** The tensor's bytes in order, in pieces of any size; a piece is done with when the next one is asked for. */
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

type Append = (bytes: Uint8Array) => Promise<void>;

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
  options: WriteOptions = {},
): Promise<void> {
  const header = ggufHeader(metadata, tensors, options.version);
  await checkTarget(path, header.length + tensors.reduce((sum, tensor) => sum + sizeOf(tensor), 0));
  const part = `${path}.${process.pid}.part`;
  try {
    await writePart(part, { header, tensors, alignment: alignmentOf(metadata), options });
    await readGguf(part);
    options.check?.();
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw diskFull(error, path) ?? error;
  }
}

interface Parts {
  readonly header: Buffer;
  readonly tensors: readonly TensorSource[];
  readonly alignment: number;
  readonly options: WriteOptions;
}

async function writePart(part: string, { header, tensors, alignment, options }: Parts): Promise<void> {
  const file = await open(part, 'w');
  const append: Append = async (bytes) => {
    await writeAll(file, bytes);
    options.tap?.(bytes);
  };
  try {
    await append(header);
    for (const tensor of tensors) {
      const size = await writeTensor(append, tensor);
      const trailing = tensor === tensors.at(-1) ? options.trailingBytes : undefined;
      await append(Buffer.alloc(trailing ?? paddingTo(alignment, size)));
    }
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

/** Appends the tensor's pieces; returns their bytes. */
async function writeTensor(append: Append, tensor: TensorSource): Promise<number> {
  let written = 0;
  for await (const piece of tensor.chunks()) {
    await append(piece);
    written += piece.length;
  }
  const expected = sizeOf(tensor);
  if (written === expected) return written;
  throw new HeatsoakError('TENSOR_SIZE', `${tensor.name}: ${written} bytes given, ${expected} needed`);
}

/** A file may take fewer bytes at once than it is given. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}
