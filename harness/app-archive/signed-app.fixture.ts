import { crc32, deflateRawSync } from 'node:zlib';
import { build, type PlistValue } from 'plist';

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => void bytes.writeUInt32BE(value, 4 * i));
  return bytes;
};
const u32le = (...values: number[]): Buffer => u32(...values).swap32();
const u64le = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** What a program is signed as. */
export interface Signing {
  readonly identifier?: string;
  readonly teamId?: string;
  readonly entitlements?: Readonly<Record<string, unknown>>;
}

/** A code signature as `codesign` lays it out: a code directory, and entitlements where there are any. */
export function codeSignature({
  identifier = 'com.acme.app',
  teamId = 'TEAM123456',
  entitlements,
}: Signing = {}): Buffer {
  const names = Buffer.from(`${identifier}\0${teamId}\0`);
  const body = Buffer.alloc(44);
  body.writeUInt32BE(0x20400, 0);
  body.writeUInt32BE(52, 12);
  body.writeUInt32BE(52 + identifier.length + 1, 40);
  const blobs = [Buffer.concat([u32(0xfade0c02, 8 + body.length + names.length), body, names])];
  if (entitlements) {
    const text = Buffer.from(build(entitlements as PlistValue));
    blobs.push(Buffer.concat([u32(0xfade7171, 8 + text.length), text]));
  }
  let at = 12 + 8 * blobs.length;
  const index = blobs.map((blob, i) => {
    const entry = u32(i === 0 ? 0 : 5, at);
    at += blob.length;
    return entry;
  });
  return Buffer.concat([u32(0xfade0cc0, at, blobs.length), ...index, ...blobs]);
}

export const ARM64 = 0x0100000c;
export const X86_64 = 0x01000007;

/** A program for one processor: its segment of text, its platform (2: iOS, 7: its simulator), and its signature. */
export function thinProgram(
  signature: Buffer | null,
  { processor = ARM64, platform = 2, textBytes = 0x4000 } = {},
): Buffer {
  const segment = Buffer.concat([
    u32le(0x19, 72),
    Buffer.from('__TEXT'.padEnd(16, '\0')),
    ...[0, textBytes, 0, textBytes].map(u64le),
    Buffer.alloc(16),
  ]);
  const version = u32le(0x32, 24, platform, 18 << 16, 26 << 16, 0);
  const commandBytes = segment.length + version.length + (signature ? 16 : 0);
  const end = 32 + commandBytes + 4096;
  const signed = signature ? [u32le(0x1d, 16, end, signature.length)] : [];
  return Buffer.concat([
    u32le(0xfeedfacf, processor, 0, 2, 2 + signed.length, commandBytes, 0, 0),
    ...[segment, version, ...signed],
    // Code of nothing.
    Buffer.alloc(4096),
    signature ?? Buffer.alloc(0),
  ]);
}

/** A program for several processors. */
export function fatProgram(slices: readonly (readonly [processor: number, program: Buffer])[]): Buffer {
  let at = 8 + 20 * slices.length;
  const table = slices.map(([processor, { length }]) => {
    const entry = u32(processor, 0, at, length, 0);
    at += length;
    return entry;
  });
  return Buffer.concat([u32(0xcafebabe, slices.length), ...table, ...slices.map(([, program]) => program)]);
}

/** A provisioning profile in an envelope that looks signed. */
export const signedProfile = (values: Readonly<Record<string, unknown>>): Buffer =>
  Buffer.concat([
    Buffer.from([0x30, 0x82]),
    Buffer.from(build(values as PlistValue)),
    Buffer.from([0xa0, 0x80]),
  ]);

/** A ZIP of deflated entries, as Xcode exports it. */
export function deflatedZip(files: Readonly<Record<string, Buffer>>): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [path, bytes] of Object.entries(files)) {
    const name = Buffer.from(path);
    const deflated = deflateRawSync(bytes);
    const fields = Buffer.concat([
      Buffer.from([20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0]),
      u32le(crc32(bytes), deflated.length, bytes.length),
      Buffer.from([name.length & 0xff, name.length >> 8, 0, 0]),
    ]);
    const local = Buffer.concat([u32le(0x04034b50), fields, name, deflated]);
    directory.push(
      Buffer.concat([u32le(0x02014b50), Buffer.from([20, 0]), fields, Buffer.alloc(10), u32le(offset), name]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = Buffer.from([directory.length & 0xff, directory.length >> 8]);
  const end = [u32le(0x06054b50, 0), count, count, u32le(central.length, offset), Buffer.alloc(2)];
  return Buffer.concat([...parts, central, ...end]);
}
