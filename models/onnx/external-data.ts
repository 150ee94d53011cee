import { type FileHandle, open } from 'node:fs/promises';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { type ElementType, EXTERNAL, elementTypes, type Initializer } from './onnx-messages.ts';

/** onnxruntime maps data into memory only from page boundaries. */
const ALIGNMENT = 4096;

/** A place in the data file that is filled piece by piece, in order. */
export interface Region {
  readonly initializer: Initializer;
  readonly offset: number;
  readonly length: number;
  write(bytes: Uint8Array): Promise<void>;
}

/** The file beside an ONNX model that holds its weights. */
export interface ExternalData {
  readonly sizeBytes: number;
  /** Bytes asked for, without the padding between them. */
  readonly regionBytes: number;
  reserve(name: string, type: ElementType, dims: readonly number[]): Region;
  /** Bytes that were written before. */
  read(region: Region, at: number, bytes: Uint8Array): Promise<void>;
  /** Flushes. @throws HeatsoakError `ONNX_DATA` when a region was not filled to its end */
  close(): Promise<void>;
  /** After a failure: closes without checking what was written. */
  abandon(): Promise<void>;
}

/** Creates the data file; the graph will refer to it as `location`, a bare name. */
export async function createExternalData(path: string, location: string): Promise<ExternalData> {
  const handle = await open(path, 'w+');
  const unfilled = new Map<string, number>();
  let end = 0;
  let regionBytes = 0;
  const reserve = (name: string, type: ElementType, dims: readonly number[]): Region => {
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    const length = dims.reduce((product, dim) => product * dim, elementTypes[type].bytes);
    end = offset + length;
    regionBytes += length;
    unfilled.set(name, length);
    return {
      initializer: initializerAt(name, type, dims, location, offset, length),
      offset,
      length,
      async write(bytes) {
        const left = (unfilled.get(name) ?? 0) - bytes.length;
        if (left < 0) throw dataError(`${name} overflows its ${length} bytes`);
        await writeAll(handle, bytes, offset + length - left - bytes.length);
        unfilled.set(name, left);
      },
    };
  };
  return {
    get sizeBytes() {
      return end;
    },
    get regionBytes() {
      return regionBytes;
    },
    reserve,
    read: async (region, at, bytes) => {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, region.offset + at);
      if (bytesRead !== bytes.length) throw dataError(`${region.initializer.name} cannot be read back`);
    },
    async close() {
      const short = [...unfilled].find(([, left]) => left > 0);
      if (short) throw dataError(`${short[0]} lacks ${short[1]} bytes`);
      await handle.truncate(end);
      await handle.sync();
      await handle.close();
    },
    abandon: () => handle.close().catch(() => undefined),
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

function initializerAt(
  name: string,
  type: ElementType,
  dims: readonly number[],
  location: string,
  offset: number,
  length: number,
): Initializer {
  return {
    name,
    dims,
    dataType: elementTypes[type].id,
    dataLocation: EXTERNAL,
    externalData: [
      { key: 'location', value: location },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(length) },
    ],
  };
}

const dataError = (why: string): HeatsoakError =>
  new HeatsoakError('ONNX_DATA', `the weights were not written whole: ${why}`);
