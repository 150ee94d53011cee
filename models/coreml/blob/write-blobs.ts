import { type FileHandle, open } from 'node:fs/promises';
import { bytesOf, dataTypes, elementsOf, type TensorType, typeText } from '../mil/data-type.ts';
import type { Value } from '../mil/program.ts';
import {
  aligned,
  blobTypes,
  HEADER_BYTES,
  METADATA_BYTES,
  SENTINEL,
  STORAGE_VERSION,
  WEIGHT_FILE,
} from './blob-layout.ts';

/** A place in the weight file whose data may be written in any order. */
export interface BlobSlot {
  readonly type: TensorType;
  /** Of the metadata: what the program refers to. */
  readonly offset: number;
  readonly bytes: number;
}

/** The constant that a program binds to the slot. */
export const slotValue = ({ type, offset }: BlobSlot): Value => ({
  type,
  content: { blob: { file: WEIGHT_FILE, offset } },
});

/** Writes a weight file in flat memory: slots are laid out first, then filled piece by piece. */
export class BlobWriter {
  private readonly file: FileHandle;
  private readonly filled = new Map<BlobSlot, number>();
  private end = HEADER_BYTES;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  static async create(path: string): Promise<BlobWriter> {
    return new BlobWriter(await open(path, 'wx'));
  }

  /** A slot for a tensor of that type, behind all others. */
  allocate(type: TensorType): BlobSlot {
    const slot = { type, offset: this.end, bytes: bytesOf(type) };
    this.filled.set(slot, 0);
    this.end = aligned(this.end + METADATA_BYTES + slot.bytes);
    return slot;
  }

  /** Bytes of the slot's data from byte `at` on. Each byte is to be written once. */
  async write(slot: BlobSlot, at: number, bytes: Uint8Array): Promise<void> {
    if (at < 0 || at + bytes.length > slot.bytes)
      throw new Error(`${bytes.length} bytes at ${at} do not fit ${typeText(slot.type)}`);
    await writeAll(this.file, bytes, slot.offset + METADATA_BYTES + at);
    this.filled.set(slot, (this.filled.get(slot) ?? 0) + bytes.length);
  }

  /** A whole slot in one piece. */
  async add(type: TensorType, bytes: Uint8Array): Promise<BlobSlot> {
    const slot = this.allocate(type);
    await this.write(slot, 0, bytes);
    return slot;
  }

  /** Header and descriptions, flushed to disk. @throws Error when a slot was not filled, which would be our own fault */
  async finish(): Promise<{ sizeBytes: number; blobs: number }> {
    for (const [slot, bytes] of this.filled) {
      if (bytes !== slot.bytes)
        throw new Error(`${typeText(slot.type)}: ${bytes} of ${slot.bytes} bytes written`);
      await writeAll(this.file, metadataOf(slot), slot.offset);
    }
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(this.filled.size, 0);
    header.writeUInt32LE(STORAGE_VERSION, 4);
    await writeAll(this.file, header, 0);
    await this.file.truncate(this.end);
    await this.file.sync();
    return { sizeBytes: this.end, blobs: this.filled.size };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

function metadataOf({ type, offset, bytes }: BlobSlot): Buffer {
  const id = blobTypes[type.dataType];
  if (id === undefined) throw new Error(`a blob cannot be ${type.dataType}`);
  const metadata = Buffer.alloc(METADATA_BYTES);
  metadata.writeUInt32LE(SENTINEL, 0);
  metadata.writeUInt32LE(id, 4);
  metadata.writeBigUInt64LE(BigInt(bytes), 8);
  metadata.writeBigUInt64LE(BigInt(offset + METADATA_BYTES), 16);
  const usedBits = elementsOf(type.shape) * dataTypes[type.dataType].bits;
  metadata.writeBigUInt64LE(BigInt(8 * bytes - usedBits), 24);
  return metadata;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
