/** Gives at most so many bytes of an executable from an offset on, and fewer where it ends before. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

/** The part of an executable for one kind of processor. */
export interface MachOSlice {
  /** As `lipo` names it, such as `arm64`. */
  readonly architecture: string;
  /** From LC_BUILD_VERSION, such as `iOS` or `iOS simulator`; null: it does not say. */
  readonly platform: string | null;
  /** Of the `__TEXT` segment, which Apple limits. */
  readonly textBytes: number;
  /** Where the code signature lies in the file; null: it is not signed. */
  readonly signature: { readonly offset: number; readonly sizeBytes: number } | null;
}

/** Of <mach-o/loader.h> and <mach-o/fat.h>. */
const Magic = { THIN_64: 0xfeedfacf, THIN_32: 0xfeedface, FAT: 0xcafebabe, FAT_64: 0xcafebabf } as const;
const Command = { SEGMENT: 0x1, SEGMENT_64: 0x19, CODE_SIGNATURE: 0x1d, BUILD_VERSION: 0x32 } as const;

/** An executable of Apple's names at most a handful of processors and some hundred commands. */
const MOST_SLICES = 32;
const MOST_COMMAND_BYTES = 1 << 20;

const CPU_SUBTYPE_ARM64E = 2;
const processors: ReadonlyMap<number, string> = new Map([
  [0x0100000c, 'arm64'],
  [0x0200000c, 'arm64_32'],
  [0x0000000c, 'armv7'],
  [0x01000007, 'x86_64'],
  [0x00000007, 'i386'],
]);
const platforms: ReadonlyMap<number, string> = new Map([
  [1, 'macOS'],
  [2, 'iOS'],
  [3, 'tvOS'],
  [4, 'watchOS'],
  [6, 'Mac Catalyst'],
  [7, 'iOS simulator'],
  [11, 'visionOS'],
]);

/** Reads an executable's slices; those of a processor that is not known are called by its number. Null: it is no Mach-O file. */
export async function readMachO(readAt: ReadAt): Promise<readonly MachOSlice[] | null> {
  const start = await readAt(0, 8);
  if (start.length < 8) return null;
  const fat = start.readUInt32BE(0);
  if (fat !== Magic.FAT && fat !== Magic.FAT_64) {
    const slice = await sliceAt(readAt, 0);
    return slice && [slice];
  }
  const slices: MachOSlice[] = [];
  for (const offset of await offsetsOfSlices(readAt, fat === Magic.FAT_64, start.readUInt32BE(4))) {
    const slice = await sliceAt(readAt, offset);
    if (slice) slices.push(slice);
  }
  return slices.length > 0 ? slices : null;
}

async function offsetsOfSlices(readAt: ReadAt, isWide: boolean, count: number): Promise<number[]> {
  // A Java class begins with the same number; where Mach-O has the count it has its version, 45 and above.
  if (count > MOST_SLICES) return [];
  const size = isWide ? 32 : 20;
  const table = await readAt(8, count * size);
  const offsets: number[] = [];
  for (let at = 0; at + size <= table.length; at += size)
    offsets.push(isWide ? Number(table.readBigUInt64BE(at + 8)) : table.readUInt32BE(at + 8));
  return offsets.filter(Number.isSafeInteger);
}

async function sliceAt(readAt: ReadAt, offset: number): Promise<MachOSlice | null> {
  const header = await readAt(offset, 32);
  if (header.length < 28) return null;
  const magic = header.readUInt32LE(0);
  if (magic !== Magic.THIN_64 && magic !== Magic.THIN_32) return null;
  const headerBytes = magic === Magic.THIN_64 ? 32 : 28;
  const commandBytes = Math.min(header.readUInt32LE(20), MOST_COMMAND_BYTES);
  const commands = await readAt(offset + headerBytes, commandBytes);
  return {
    architecture: architectureOf(header.readUInt32LE(4), header.readUInt32LE(8)),
    ...factsIn(commands, offset),
  };
}

function architectureOf(processor: number, subtype: number): string {
  const name = processors.get(processor) ?? `processor ${processor}`;
  return name === 'arm64' && (subtype & 0xff) === CPU_SUBTYPE_ARM64E ? 'arm64e' : name;
}

function factsIn(commands: Buffer, sliceOffset: number): Omit<MachOSlice, 'architecture'> {
  let [platform, textBytes, signature]: [string | null, number, MachOSlice['signature']] = [null, 0, null];
  for (const { kind, body } of eachCommand(commands)) {
    if (kind === Command.BUILD_VERSION && body.length >= 12)
      platform = platforms.get(body.readUInt32LE(8)) ?? `platform ${body.readUInt32LE(8)}`;
    if (kind === Command.CODE_SIGNATURE && body.length >= 16)
      signature = { offset: sliceOffset + body.readUInt32LE(8), sizeBytes: body.readUInt32LE(12) };
    if (isText(kind, body)) textBytes = textBytesOf(kind, body);
  }
  return { platform, textBytes, signature };
}

function* eachCommand(commands: Buffer): Generator<{ kind: number; body: Buffer }> {
  for (let at = 0; at + 8 <= commands.length; ) {
    const size = commands.readUInt32LE(at + 4);
    // A command counts its own head; one that says less would be read for ever.
    if (size < 8) return;
    yield { kind: commands.readUInt32LE(at), body: commands.subarray(at, at + size) };
    at += size;
  }
}

const isText = (kind: number, body: Buffer): boolean =>
  (kind === Command.SEGMENT || kind === Command.SEGMENT_64) &&
  body.length >= 56 &&
  body.toString('latin1', 8, 24).replace(/\0.*$/s, '') === '__TEXT';

const textBytesOf = (kind: number, body: Buffer): number =>
  kind === Command.SEGMENT_64 ? Number(body.readBigUInt64LE(48)) : body.readUInt32LE(36);
