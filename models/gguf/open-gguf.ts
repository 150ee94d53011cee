import type { FileHandle } from 'node:fs/promises';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { nearestName } from '../../harness/errors/nearest.ts';
import { openModel, readAt } from '../open-model.ts';
import { dequantiserOf } from '../quantise/dequantise.ts';
import { visibleText } from '../visible-text.ts';
import { type GgufFile, type GgufTensor, readGgufHeader } from './read-gguf.ts';
import { elementCount } from './tensor-types.ts';

/** Whole rows of a tensor as they lie in the file. */
export interface RawRows {
  readonly firstRow: number;
  readonly rows: number;
  /** Valid until the next step: the buffer is used again. */
  readonly bytes: Uint8Array;
}

/** Whole rows of a tensor as numbers, row after row. */
export interface FloatRows {
  readonly firstRow: number;
  readonly rows: number;
  /** Valid until the next step: the buffer is used again. */
  readonly values: Float32Array;
}

/** A GGUF file whose header was checked, open for positioned reading in flat memory. Close it. */
export interface OpenGguf extends GgufFile {
  readonly path: string;
  /** @throws HeatsoakError `TENSOR_MISSING` with the nearest name */
  tensor(name: string): GgufTensor;
  findTensor(name: string): GgufTensor | null;
  /**
   * The tensor's bytes, whole rows at a time, at most `chunkBytes` (one row at least).
   * @param room asked before each step for where to read to, and taken where it is large enough; default: a buffer of its own
   */
  rawRows(tensor: GgufTensor, chunkBytes?: number, room?: () => Uint8Array): AsyncGenerator<RawRows>;
  /** The same rows as numbers. @throws HeatsoakError `TENSOR_TYPE` when the type has no dequantiser */
  floatRows(tensor: GgufTensor, chunkBytes?: number): AsyncGenerator<FloatRows>;
  /** Rows `firstRow` to `firstRow + rows` in a buffer of their own. */
  readRaw(tensor: GgufTensor, firstRow?: number, rows?: number): Promise<Uint8Array>;
  readFloats(tensor: GgufTensor, firstRow?: number, rows?: number): Promise<Float32Array>;
  close(): Promise<void>;
}

const CHUNK_BYTES = 4 << 20;
const NOWHERE = new Uint8Array(0);

/** Rows of a tensor: everything but its first, contiguous dimension. */
export const rowsOf = (tensor: GgufTensor): number => elementCount(tensor.dims.slice(1));

/**
 * Opens a GGUF file, version 2 or 3, and checks its header.
 * @throws HeatsoakError `MODEL_MISSING`, `GGUF_INVALID` or `GGUF_TRUNCATED`, naming the file and what is wrong
 */
export async function openGguf(path: string): Promise<OpenGguf> {
  const handle = await openModel(path);
  try {
    return tensorAccess(path, handle, await readGgufHeader(handle, path));
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function tensorAccess(path: string, handle: FileHandle, file: GgufFile): OpenGguf {
  const byName = new Map(file.tensors.map((tensor) => [tensor.name, tensor]));
  const readInto = (tensor: GgufTensor, firstRow: number, bytes: Uint8Array): Promise<void> =>
    readAt(handle, bytes, file.dataStart + tensor.offset + firstRow * rowBytes(tensor), path);
  const rawRows = async function* (
    tensor: GgufTensor,
    chunkBytes = CHUNK_BYTES,
    room: () => Uint8Array = () => NOWHERE,
  ): AsyncGenerator<RawRows> {
    const [all, each] = [rowsOf(tensor), rowBytes(tensor)];
    const atOnce = Math.min(all, Math.max(1, Math.floor(chunkBytes / each)));
    let own = NOWHERE;
    for (let firstRow = 0; firstRow < all; firstRow += atOnce) {
      const rows = Math.min(atOnce, all - firstRow);
      const lent = room();
      if (lent.length < rows * each && own === NOWHERE) own = new Uint8Array(atOnce * each);
      const bytes = (lent.length < rows * each ? own : lent).subarray(0, rows * each);
      await readInto(tensor, firstRow, bytes);
      yield { firstRow, rows, bytes };
    }
  };
  const readRaw = async (
    tensor: GgufTensor,
    firstRow = 0,
    rows = rowsOf(tensor) - firstRow,
  ): Promise<Uint8Array> => {
    checkRange(tensor, firstRow, rows);
    const bytes = new Uint8Array(rows * rowBytes(tensor));
    await readInto(tensor, firstRow, bytes);
    return bytes;
  };
  return {
    ...file,
    path,
    tensor: (name) => byName.get(name) ?? missing(name, [...byName.keys()], path),
    findTensor: (name) => byName.get(name) ?? null,
    rawRows,
    floatRows: (tensor, chunkBytes) => asFloats(tensor, rawRows(tensor, chunkBytes)),
    readRaw,
    readFloats: async (tensor, firstRow, rows) => {
      const dequantise = dequantiserOf(tensor.type, tensor.name);
      const bytes = await readRaw(tensor, firstRow, rows);
      const values = new Float32Array((bytes.length / rowBytes(tensor)) * rowLength(tensor));
      dequantise(bytes, values);
      return values;
    },
    close: () => handle.close(),
  };
}

const rowLength = (tensor: GgufTensor): number => tensor.dims[0] ?? 1;
const rowBytes = (tensor: GgufTensor): number => tensor.bytes / rowsOf(tensor);

async function* asFloats(tensor: GgufTensor, chunks: AsyncGenerator<RawRows>): AsyncGenerator<FloatRows> {
  const dequantise = dequantiserOf(tensor.type, tensor.name);
  let buffer = new Float32Array(0);
  for await (const { firstRow, rows, bytes } of chunks) {
    const count = rows * rowLength(tensor);
    if (buffer.length < count) buffer = new Float32Array(count);
    const values = buffer.subarray(0, count);
    dequantise(bytes, values);
    yield { firstRow, rows, values };
  }
}

function checkRange(tensor: GgufTensor, firstRow: number, rows: number): void {
  if (firstRow >= 0 && rows >= 0 && firstRow + rows <= rowsOf(tensor)) return;
  throw new HeatsoakError(
    'TENSOR_ROWS',
    `tensor ${tensor.name} has ${rowsOf(tensor)} rows; ${firstRow} to ${firstRow + rows} were asked for`,
  );
}

function missing(name: string, known: readonly string[], path: string): never {
  const near = nearestName(name, known);
  throw new HeatsoakError('TENSOR_MISSING', `${path} has no tensor ${visibleText(name)}`, {
    where: path,
    hint: near ? `did you mean ${visibleText(near)}?` : `it has ${known.length} tensors`,
  });
}
