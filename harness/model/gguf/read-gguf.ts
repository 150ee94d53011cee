import { open } from 'node:fs/promises';
import { HeatsoakError } from '../../protocol/error.ts';
import { GgufCursor, HeaderCut } from './gguf-cursor.ts';
import {
  DEFAULT_ALIGNMENT,
  GGUF_VERSION,
  type Metadata,
  type MetadataValue,
  paddingTo,
  type TensorType,
  tensorBytes,
  tensorTypes,
} from './gguf-types.ts';

export interface GgufTensor {
  readonly name: string;
  /** First dimension contiguous. */
  readonly dims: readonly number[];
  readonly type: TensorType;
  /** From the start of the data. */
  readonly offset: number;
  readonly bytes: number;
}

export interface GgufFile {
  readonly version: number;
  readonly metadata: Metadata;
  readonly tensors: readonly GgufTensor[];
  readonly dataStart: number;
  readonly sizeBytes: number;
}

const FIRST_WINDOW = 1 << 20;
/** No header of a known model comes near it; a file that claims more is hostile. */
const LARGEST_HEADER = 256 << 20;
const LARGEST_COUNT = 1_000_000;
const LARGEST_RANK = 4;

/**
 * Reads and checks a GGUF header: types, limits, names, the chain of offsets, and that the data is all there.
 * @throws HeatsoakError `GGUF_INVALID` or `GGUF_TRUNCATED`, naming the file and what is wrong
 */
export async function readGguf(path: string): Promise<GgufFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    for (let window = Math.min(FIRST_WINDOW, size); ; window = Math.min(window * 4, size)) {
      const bytes = Buffer.alloc(window);
      await file.read(bytes, 0, window, 0);
      try {
        return parseGguf(bytes, size);
      } catch (error) {
        if (!(error instanceof HeaderCut)) throw named(error, path);
        if (window >= size || window >= LARGEST_HEADER) throw named(truncated('the header ends early'), path);
      }
    }
  } finally {
    await file.close();
  }
}

/** The header in the first bytes of a file of `sizeBytes`. @throws HeaderCut when the window is too short */
export function parseGguf(window: Buffer, sizeBytes: number): GgufFile {
  const cursor = new GgufCursor(window, sizeBytes);
  cursor.magic();
  const version = cursor.u32();
  if (version !== GGUF_VERSION && version !== 2) throw invalid(`version ${version}; 2 and 3 are known`);
  const tensorCount = limited(cursor.u64(), 'tensors');
  const metadata = readMetadata(cursor, limited(cursor.u64(), 'metadata entries'));
  const alignment = alignmentOf(metadata);
  const tensors = Array.from({ length: tensorCount }, () => readTensor(cursor));
  refuseDuplicates(tensors);
  const dataStart = cursor.offset + paddingTo(alignment, cursor.offset);
  checkChain(tensors, alignment, dataStart, sizeBytes);
  return { version, metadata, tensors, dataStart, sizeBytes };
}

function limited(count: number, what: string): number {
  if (count > LARGEST_COUNT) throw invalid(`claims ${count} ${what}`);
  return count;
}

function readMetadata(cursor: GgufCursor, count: number): Metadata {
  const metadata = new Map<string, MetadataValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.string();
    if (metadata.has(key)) throw invalid(`has the key ${key} twice`);
    metadata.set(key, cursor.value());
  }
  return metadata;
}

function alignmentOf(metadata: Metadata): number {
  const value = metadata.get('general.alignment')?.value ?? DEFAULT_ALIGNMENT;
  const isPowerOfTwo = typeof value === 'number' && value > 0 && (value & (value - 1)) === 0;
  if (!isPowerOfTwo) throw invalid(`general.alignment is ${String(value)}, not a power of two`);
  return value;
}

function readTensor(cursor: GgufCursor): GgufTensor {
  const name = cursor.string();
  const rank = cursor.u32();
  if (rank < 1 || rank > LARGEST_RANK) throw invalid(`tensor ${name} has rank ${rank}`);
  const dims = Array.from({ length: rank }, () => cursor.u64());
  const id = cursor.u32();
  const type = (Object.keys(tensorTypes) as TensorType[]).find((each) => tensorTypes[each].id === id);
  if (!type) throw invalid(`tensor ${name} is of type ${id}, which is not supported`);
  const bytes = tensorBytes(type, dims);
  if (bytes === null)
    throw invalid(`tensor ${name}: a row of ${dims[0]} does not divide into blocks of ${type}`);
  return { name, dims, type, offset: cursor.u64(), bytes };
}

function refuseDuplicates(tensors: readonly GgufTensor[]): void {
  const names = new Set<string>();
  for (const { name } of tensors) {
    if (names.has(name)) throw invalid(`has the tensor ${name} twice`);
    names.add(name);
  }
}

function checkChain(
  tensors: readonly GgufTensor[],
  alignment: number,
  dataStart: number,
  sizeBytes: number,
): void {
  let expected = 0;
  for (const tensor of tensors) {
    if (tensor.offset !== expected)
      throw invalid(`tensor ${tensor.name} starts at ${tensor.offset}, not at ${expected}`);
    if (dataStart + tensor.offset + tensor.bytes > sizeBytes)
      throw truncated(`tensor ${tensor.name} runs past the end`);
    expected += tensor.bytes + paddingTo(alignment, tensor.bytes);
  }
}

const invalid = (why: string): HeatsoakError =>
  new HeatsoakError('GGUF_INVALID', `not a usable GGUF file: ${why}`, {
    hint: 'download the model again, or convert it again',
  });

const truncated = (why: string): HeatsoakError =>
  new HeatsoakError('GGUF_TRUNCATED', `the GGUF file was cut: ${why}`, { hint: 'download the model again' });

/** Any other failure inside a hostile header is told as one, with the file's name. */
function named(error: unknown, path: string): HeatsoakError {
  if (error instanceof HeatsoakError) {
    return new HeatsoakError(error.code, `${path}: ${error.message}`, {
      where: path,
      hint: error.hint ?? '',
    });
  }
  return new HeatsoakError('GGUF_INVALID', `${path}: not a usable GGUF file`, { where: path, cause: error });
}
