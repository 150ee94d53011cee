import { crc32 } from 'node:zlib';

/** A file of an archive that was not compressed. */
export interface StoredEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** 1980-01-01, the earliest date a ZIP can hold: equal content gives equal bytes. */
const DOS_DATE = 0x21;

/** A ZIP of stored entries; small files only. */
export function storedZip(entries: readonly StoredEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const fields = commonFields(entry, name.length);
    const local = Buffer.concat([u32(LOCAL), fields, name, entry.bytes]);
    directory.push(Buffer.concat([u32(CENTRAL), u16(20), fields, Buffer.alloc(10), u32(offset), name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = [
    u32(END),
    u16(0),
    u16(0),
    u16(entries.length),
    u16(entries.length),
    u32(central.length),
    u32(offset),
    u16(0),
  ];
  return Buffer.concat([...parts, central, ...end]);
}

/** Version … extra length: the 26 bytes that local and central records share. */
function commonFields(entry: StoredEntry, nameLength: number): Buffer {
  const size = u32(entry.bytes.length);
  return Buffer.concat([
    u16(20),
    u16(0),
    u16(0),
    u16(0),
    u16(DOS_DATE),
    u32(crc32(entry.bytes)),
    size,
    size,
    u16(nameLength),
    u16(0),
  ]);
}

/** The stored entries of a ZIP in memory, read through its central directory. */
export function readStoredZip(zip: Buffer): StoredEntry[] {
  const end = zip.lastIndexOf(u32(END));
  if (end < 0) return [];
  const count = zip.readUInt16LE(end + 10);
  const entries: StoredEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    const size = zip.readUInt32LE(at + 20);
    const [nameLength, extra, comment] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    if (zip.readUInt16LE(at + 10) === 0) entries.push({ name, bytes: zip.subarray(start, start + size) });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
