import type { AppArchive } from './app-archive.ts';
import { type CodeSignature, readCodeSignature } from './code-signature.ts';
import { type MachOSlice, readMachO } from './mach-o.ts';

/** The program of an app. */
export interface Executable {
  readonly name: string;
  readonly sizeBytes: number;
  /** Null: it is no Mach-O file, as that of a virtual phone. */
  readonly slices: readonly MachOSlice[] | null;
  /** Of the slice that a phone runs; null: it is not signed, or the signature cannot be read. */
  readonly signature: CodeSignature | null;
}

/** A program of a hundred megabytes has a signature of one. */
const LARGEST_SIGNATURE = 16 << 20;
/** Above any program that Apple takes: what lies beyond is not looked for, however little the archive is that claims it. */
const LARGEST_PROGRAM = 600e6;

/** Null: the app has no program of the name that its Info.plist gives. @throws HeatsoakError `APP_NOT_ZIP` */
export async function readExecutable(app: AppArchive, name: string): Promise<Executable | null> {
  const file = app.files.find((each) => each.name === name);
  if (!file) return null;
  const readAt = async (offset: number, length: number): Promise<Buffer> =>
    offset + length > LARGEST_PROGRAM
      ? Buffer.alloc(0)
      : ((await app.readAt(name, offset, length)) ?? Buffer.alloc(0));
  const slices = await readMachO(readAt);
  const place = slices && (slices.find(isForPhones) ?? slices[0])?.signature;
  const bytes = place ? await readAt(place.offset, Math.min(place.sizeBytes, LARGEST_SIGNATURE)) : null;
  return { name, sizeBytes: file.sizeBytes, slices, signature: bytes && signatureIn(bytes) };
}

export const isForPhones = ({ architecture, platform }: MachOSlice): boolean =>
  architecture.startsWith('arm64') && (platform === null || platform === 'iOS');

function signatureIn(bytes: Buffer): CodeSignature | null {
  try {
    return readCodeSignature(bytes);
  } catch {
    return null;
  }
}
