import type { FileHandle } from 'node:fs/promises';
import { openRegularFile } from '../../../harness/files/read-user-file.ts';
import { bytesOf, dataTypes, elementsOf, type TensorType, typeText } from '../mil/data-type.ts';
import {
  ALIGNMENT,
  aligned,
  blobTypes,
  HEADER_BYTES,
  METADATA_BYTES,
  SENTINEL,
  STORAGE_VERSION,
} from './blob-layout.ts';

/** Where a blob's data stands. */
export interface FoundBlob {
  readonly dataOffset: number;
  readonly bytes: number;
}

/** Reads a weight file by its own account, never by the writer's. */
export class BlobReader {
  private readonly file: FileHandle;
  private readonly described = new Map<number, Promise<Buffer>>();
  readonly sizeBytes: number;
  /** As the header claims. */
  readonly blobs: number;

  private constructor(file: FileHandle, sizeBytes: number, blobs: number) {
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.blobs = blobs;
  }

  /** @throws Error when the file is too short or of another version */
  static async open(path: string): Promise<BlobReader> {
    const file = await openRegularFile(path);
    try {
      const { size } = await file.stat();
      const header = Buffer.alloc(HEADER_BYTES);
      const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
      if (bytesRead < HEADER_BYTES) throw new Error(`the weight file is cut: it has ${size} bytes`);
      const version = header.readUInt32LE(4);
      if (version !== STORAGE_VERSION)
        throw new Error(`the weight file is of version ${version}, not ${STORAGE_VERSION}`);
      return new BlobReader(file, size, header.readUInt32LE(0));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * The blob described at `offset`, which is to hold a tensor of `type`.
   * @throws Error that says what is wrong: no blob there, another type, another size, beyond the end
   */
  async find(offset: number, type: TensorType): Promise<FoundBlob> {
    if (offset % ALIGNMENT !== 0 || offset < HEADER_BYTES || offset + METADATA_BYTES > this.sizeBytes)
      throw new Error(`no blob can stand at ${offset} of ${this.sizeBytes} bytes`);
    const metadata = await this.describe(offset);
    if (metadata.readUInt32LE(0) !== SENTINEL) throw new Error(`no blob stands at ${offset}`);
    const id = metadata.readUInt32LE(4);
    if (id !== blobTypes[type.dataType])
      throw new Error(`the blob at ${offset} is of type ${id}, not ${type.dataType}`);
    const bytes = Number(metadata.readBigUInt64LE(8));
    const dataOffset = Number(metadata.readBigUInt64LE(16));
    const padding = Number(metadata.readBigUInt64LE(24));
    const bits = elementsOf(type.shape) * dataTypes[type.dataType].bits;
    if (bytes !== bytesOf(type) || padding !== 8 * bytes - bits)
      throw new Error(`the blob at ${offset} has ${bytes} bytes, ${typeText(type)} needs ${bytesOf(type)}`);
    if (dataOffset % ALIGNMENT !== 0 || dataOffset + bytes > this.sizeBytes)
      throw new Error(`the blob at ${offset} runs past the end of the weight file`);
    return { dataOffset, bytes };
  }

  /** Functions share blobs, so each description is read once. */
  private describe(offset: number): Promise<Buffer> {
    const known = this.described.get(offset) ?? this.read(offset, METADATA_BYTES);
    this.described.set(offset, known);
    return known;
  }

  /** Bytes `from` to `from + length` of the file. @throws Error when it ends before */
  async read(from: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.file.read(bytes, done, length - done, from + done);
      if (bytesRead === 0) throw new Error(`the weight file ends at ${from + done}`);
      done += bytesRead;
    }
    return bytes;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** Bytes that a file of just these blobs has: a gap or an unreferenced blob shows as a difference. */
export const storageBytes = (blobs: readonly FoundBlob[]): number =>
  blobs.reduce((end, { bytes }) => aligned(end + METADATA_BYTES + bytes), HEADER_BYTES);
