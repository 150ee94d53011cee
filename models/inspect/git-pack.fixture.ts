import { createHash } from 'node:crypto';
import { constants, inflateSync } from 'node:zlib';

/** Types of a pack's entries: whole blobs, and deltas against an earlier entry by its offset or its hash. */
const BLOB = 3;
const OFS_DELTA = 6;
const REF_DELTA = 7;

interface Entry {
  readonly type: number;
  /** Of the inflated bytes: the object itself, or the delta's instructions. */
  readonly size: number;
  /** Where the deflated bytes start. */
  readonly start: number;
  /** Offset or hex hash of a delta's base. */
  readonly base: number | string | null;
}

/**
 * The files in a git bundle that `isWanted` accepts, among those whose size is a candidate.
 * Reads just what a few files need of the pack format: blobs and their deltas.
 */
export function* filesInPack(
  bundle: Buffer,
  isCandidate: (size: number) => boolean,
  isWanted: (bytes: Buffer) => boolean,
): Generator<Buffer> {
  const pack = bundle.indexOf('PACK');
  if (pack < 0) return;
  const entries = new Map<number, Entry>();
  const blobs = new Map<string, number>();
  const candidates: number[] = [];
  const count = bundle.readUInt32BE(pack + 8);
  for (let at = pack + 12, i = 0; i < count; i++) {
    const entry = entryAt(bundle, at);
    const { bytes, consumed } = inflateEntry(bundle, entry);
    entries.set(at, entry);
    if (entry.type === BLOB) blobs.set(hashOf(bytes), at);
    if (isCandidate(resultSize(entry, bytes) ?? -1)) candidates.push(at);
    at = entry.start + consumed;
  }
  for (const at of candidates) {
    const bytes = resolveObject(bundle, entries, blobs, at);
    if (bytes && isWanted(bytes)) yield bytes;
  }
}

const hashOf = (blob: Buffer): string =>
  createHash('sha1').update(`blob ${blob.length}\0`).update(blob).digest('hex');

function resultSize(entry: Entry, bytes: Buffer): number | null {
  if (entry.type === BLOB) return entry.size;
  if (entry.base === null) return null;
  const cursor = { at: 0 };
  readVarint(bytes, cursor);
  return readVarint(bytes, cursor);
}

/** Type and size are a varint: three bits of type and four of size first, then seven of size a byte. */
function entryAt(pack: Buffer, offset: number): Entry {
  let at = offset;
  let byte = pack.readUInt8(at++);
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  for (let scale = 16; byte & 0x80; scale *= 128) {
    byte = pack.readUInt8(at++);
    size += (byte & 0x7f) * scale;
  }
  if (type === REF_DELTA) return { type, size, start: at + 20, base: pack.toString('hex', at, at + 20) };
  if (type !== OFS_DELTA) return { type, size, start: at, base: null };
  byte = pack.readUInt8(at++);
  let distance = byte & 0x7f;
  while (byte & 0x80) {
    byte = pack.readUInt8(at++);
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return { type, size, start: at, base: offset - distance };
}

function inflateEntry(pack: Buffer, { start, size }: Entry): { bytes: Buffer; consumed: number } {
  // Deflate grows incompressible bytes by 5 in 16 KiB at most, so this holds the whole stream.
  const input = pack.subarray(start, start + size + Math.ceil(size / 1000) + 64);
  const options = { info: true, finishFlush: constants.Z_SYNC_FLUSH } as const;
  // With `info` Node also returns the engine, which knows how many bytes the stream took; its types leave that out.
  const result = inflateSync(input, options) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  return { bytes: result.buffer, consumed: result.engine.bytesWritten };
}

function resolveObject(
  pack: Buffer,
  entries: ReadonlyMap<number, Entry>,
  blobs: ReadonlyMap<string, number>,
  at: number,
): Buffer | null {
  const entry = entries.get(at);
  if (!entry) return null;
  const { bytes } = inflateEntry(pack, entry);
  if (entry.base === null) return bytes;
  const baseAt = typeof entry.base === 'number' ? entry.base : blobs.get(entry.base);
  const base = baseAt === undefined ? null : resolveObject(pack, entries, blobs, baseAt);
  return base && applyDelta(base, bytes);
}

/** Copy and insert instructions, as git's pack format documents them. */
function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const cursor = { at: 0 };
  readVarint(delta, cursor);
  const parts: Buffer[] = [];
  readVarint(delta, cursor);
  while (cursor.at < delta.length) {
    const instruction = delta.readUInt8(cursor.at++);
    if (instruction & 0x80) {
      const offset = readBits(delta, cursor, instruction, 4);
      const length = readBits(delta, cursor, instruction >> 4, 3) || 0x10000;
      parts.push(base.subarray(offset, offset + length));
    } else {
      parts.push(delta.subarray(cursor.at, cursor.at + instruction));
      cursor.at += instruction;
    }
  }
  return Buffer.concat(parts);
}

/** Little-endian bytes, present only where the mask has a bit. */
function readBits(bytes: Buffer, cursor: { at: number }, mask: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) if (mask & (1 << i)) value += bytes.readUInt8(cursor.at++) * 2 ** (8 * i);
  return value;
}

function readVarint(bytes: Buffer, cursor: { at: number }): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes.readUInt8(cursor.at++);
    value += (byte & 0x7f) * scale;
    if (!(byte & 0x80)) return value;
  }
}
