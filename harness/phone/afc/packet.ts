/** Apple File Conduit: the byte layout that the phone and its clients share. All integers are little-endian u64. */

export const AFC_HEADER_BYTES = 40;
const MAGIC = 'CFA6LPAA';

const operations = {
  STATUS: 0x01,
  DATA: 0x02,
  READ_DIRECTORY: 0x03,
  REMOVE_PATH: 0x08,
  MAKE_DIRECTORY: 0x09,
  FILE_INFO: 0x0a,
  DEVICE_INFO: 0x0b,
  FILE_OPEN: 0x0d,
  FILE_OPEN_RESULT: 0x0e,
  FILE_READ: 0x0f,
  FILE_WRITE: 0x10,
  FILE_CLOSE: 0x14,
  RENAME_PATH: 0x18,
} as const;

export const AfcOperation = {
  ...operations,
  nameOf: (code: number): string =>
    Object.entries(operations).find(([, value]) => value === code)?.[0] ?? `0x${code.toString(16)}`,
} as const;

export const AfcStatus = {
  SUCCESS: 0,
  UNKNOWN_ERROR: 1,
  INVALID_ARGUMENT: 7,
  NOT_FOUND: 8,
  IS_DIRECTORY: 9,
  NOT_SUPPORTED: 15,
  NO_SPACE_LEFT: 18,
  DIRECTORY_NOT_EMPTY: 33,
} as const;

/** Open modes 1…6 of FILE_OPEN as the flags of fopen. */
export const openModes: Readonly<Record<number, string>> = {
  1: 'r',
  2: 'r+',
  3: 'w',
  4: 'w+',
  5: 'a',
  6: 'a+',
};

/** A packet's header; `head` and `content` are the byte lengths of what follows. */
export function afcHeader(operation: number, packet: bigint, head: number, content: number): Buffer {
  const header = Buffer.alloc(AFC_HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeBigUInt64LE(BigInt(AFC_HEADER_BYTES + head + content), 8);
  header.writeBigUInt64LE(BigInt(AFC_HEADER_BYTES + head), 16);
  header.writeBigUInt64LE(packet, 24);
  header.writeBigUInt64LE(BigInt(operation), 32);
  return header;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
