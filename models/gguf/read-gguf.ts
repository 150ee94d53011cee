import type { FileHandle } from 'node:fs/promises';
import { openModel, readAt } from '../open-model.ts';
import { visibleText } from '../visible-text.ts';
import { GgufCursor, HeaderCut } from './gguf-cursor.ts';
import { inFile, invalid, truncated } from './gguf-error.ts';
import {
  DEFAULT_ALIGNMENT,
  GGUF_VERSION,
  type Metadata,
  type MetadataValue,
  paddingTo,
} from './gguf-types.ts';
import { elementCount, type TensorType, tensorBytes, tensorTypeOf } from './tensor-types.ts';

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
/** A header that does not fit is read again from its start: most vocabularies of 2026 fit at the second try. */
const WINDOW_GROWTH = 8;
/** No header of a known model comes near it; a file that claims more is hostile. */
const LARGEST_HEADER = 256 << 20;
const LARGEST_COUNT = 1_000_000;
const LARGEST_RANK = 4;
/** The format's own limit for keys; llama.cpp allows names of 64 bytes, some forks of twice as many. */
const LONGEST_KEY = 65_535;
const LONGEST_NAME = 256;

/**
 * Reads and checks a GGUF header: types, limits, names, the chain of offsets, and that the data is all there.
 * @throws HeatsoakError `MODEL_MISSING`, `GGUF_INVALID` or `GGUF_TRUNCATED`, naming the file and what is wrong
 */
export async function readGguf(path: string): Promise<GgufFile> {
  const handle = await openModel(path);
  try {
    return await readGgufHeader(handle, path);
  } finally {
    await handle.close();
  }
}

/** `readGguf` of a file that is open already; `path` is for messages. */
export async function readGgufHeader(handle: FileHandle, path: string): Promise<GgufFile> {
  const { size } = await handle.stat();
  for (
    let window = Math.min(FIRST_WINDOW, size);
    ;
    window = Math.min(window * WINDOW_GROWTH, size, LARGEST_HEADER)
  ) {
    const bytes = Buffer.allocUnsafe(window);
    await readAt(handle, bytes, 0, path);
    try {
      return parseGguf(bytes, size);
    } catch (error) {
      if (!(error instanceof HeaderCut)) throw inFile(error, path);
      if (window >= size) throw inFile(truncated('the header ends early'), path);
      if (window >= LARGEST_HEADER)
        throw inFile(invalid(`the header is longer than ${LARGEST_HEADER} bytes`), path);
    }
  }
}

/** Versions 2 and 3 with their bytes turned round. */
const BIG_ENDIAN = new Set([2 << 24, 3 << 24]);

/** The header in the first bytes of a file of `sizeBytes`. @throws HeaderCut when the window is too short */
export function parseGguf(window: Buffer, sizeBytes: number): GgufFile {
  const cursor = new GgufCursor(window, sizeBytes);
  cursor.magic();
  const version = cursor.u32();
  if (BIG_ENDIAN.has(version)) throw invalid('it is big-endian; only little-endian files are read');
  if (version !== GGUF_VERSION && version !== 2) throw invalid(`version ${version}; 2 and 3 are known`);
  const tensorCount = limited(cursor.u64(), 'tensors');
  const metadata = readMetadata(cursor, limited(cursor.u64(), 'metadata entries'));
  const alignment = alignmentOf(metadata);
  const tensors = readTensors(cursor, tensorCount);
  const dataStart = cursor.offset + paddingTo(alignment, cursor.offset);
  checkChain(tensors, alignment, dataStart, sizeBytes);
  return { version, metadata, tensors, dataStart, sizeBytes };
}

function limited(count: number, what: string): number {
  if (count > LARGEST_COUNT) throw invalid(`it claims ${count} ${what}`);
  return count;
}

function readMetadata(cursor: GgufCursor, count: number): Metadata {
  const metadata = new Map<string, MetadataValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.string(LONGEST_KEY);
    if (metadata.has(key)) throw invalid(`it has the key ${visibleText(key)} twice`);
    metadata.set(key, cursor.value());
  }
  return metadata;
}

/** A number of 32 bits can be these; a fraction of one must not pass for it. */
const POWERS_OF_TWO = new Set(Array.from({ length: 32 }, (_, i) => 2 ** i));

/** Where tensors may start: `general.alignment`, else 32. @throws HeatsoakError `GGUF_INVALID` */
export function alignmentOf(metadata: Metadata): number {
  const value = metadata.get('general.alignment')?.value ?? DEFAULT_ALIGNMENT;
  const isPowerOfTwo = typeof value === 'number' && POWERS_OF_TWO.has(value);
  if (!isPowerOfTwo) throw invalid(`general.alignment is ${visibleText(String(value))}, not a power of two`);
  return value;
}

function readTensors(cursor: GgufCursor, count: number): GgufTensor[] {
  const names = new Set<string>();
  const tensors: GgufTensor[] = [];
  for (let i = 0; i < count; i++) {
    const tensor = readTensor(cursor);
    if (names.has(tensor.name)) throw invalid(`it has the tensor ${visibleText(tensor.name)} twice`);
    names.add(tensor.name);
    tensors.push(tensor);
  }
  return tensors;
}

function readTensor(cursor: GgufCursor): GgufTensor {
  const name = cursor.string(LONGEST_NAME);
  const called = `tensor ${visibleText(name)}`;
  const rank = cursor.u32();
  if (rank < 1 || rank > LARGEST_RANK) throw invalid(`${called} has rank ${rank}`);
  const dims = Array.from({ length: rank }, () => cursor.u64());
  const weights = elementCount(dims);
  if (weights === 0 || !Number.isSafeInteger(weights))
    throw invalid(`${called} has the shape ${dims.join(' × ')}`);
  const id = cursor.u32();
  const type = tensorTypeOf(id);
  if (!type) throw invalid(`${called} is of type ${id}, which llama.cpp v0.4.0 does not know either`);
  const bytes = tensorBytes(type, dims);
  if (bytes === null) throw invalid(`${called}: a row of ${dims[0]} does not divide into blocks of ${type}`);
  return { name, dims, type, offset: cursor.u64(), bytes };
}

/** Tensors follow one another without gap or overlap, each padded to the alignment, and all of them are there. */
function checkChain(
  tensors: readonly GgufTensor[],
  alignment: number,
  dataStart: number,
  sizeBytes: number,
): void {
  let expected = 0;
  for (const { name, offset, bytes } of tensors) {
    if (offset !== expected)
      throw invalid(`tensor ${visibleText(name)} starts at ${offset}, not at ${expected}`);
    if (dataStart + offset + bytes > sizeBytes)
      throw truncated(`tensor ${visibleText(name)} runs past the end`);
    expected += bytes + paddingTo(alignment, bytes);
  }
}
