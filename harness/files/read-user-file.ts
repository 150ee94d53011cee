import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { HeatsoakError } from '../errors/heatsoak-error.ts';

/** The most that is read whole of each kind of file, far above what any of them needs. */
export const mostBytes = {
  /** devices.json of 100 000 phones has 21 MB, a manifest of a long night 2 MB. */
  json: 64 << 20,
  /** Text that models are scored on, and tokenizers. */
  text: 256 << 20,
  /** A day's soak has some megabytes; longer texts than half a gigabyte Node cannot hold. */
  log: 500 << 20,
} as const;

/**
 * Opens a file for reading. Anything but a regular file is refused before it is opened: a read from a pipe would block, a
 * device has no end, and opening some devices has side effects.
 * @throws HeatsoakError `FILE_NOT_REGULAR`; Node's own error where there is none or it may not be read
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  await refuseIrregularFile(path);
  // Without blocking, since a pipe may have replaced the file in between.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    refuseIrregular(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** For what opens the file itself. @throws HeatsoakError `FILE_NOT_REGULAR`; Node's own error where there is none */
export async function refuseIrregularFile(path: string): Promise<void> {
  refuseIrregular(path, await stat(path));
}

type Kind = Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSocket' | 'isSymbolicLink'>;

/** What stands where a file might, such as "a pipe"; null for a file. A link is one only for who did not follow it. */
export function irregularKind(kind: Kind): string | null {
  if (kind.isFile()) return null;
  if (kind.isDirectory()) return 'a folder';
  if (kind.isFIFO()) return 'a pipe';
  if (kind.isSocket()) return 'a socket';
  return kind.isSymbolicLink() ? 'a link' : 'a device';
}

function refuseIrregular(path: string, kind: Kind): void {
  const what = irregularKind(kind);
  if (what === null) return;
  throw new HeatsoakError('FILE_NOT_REGULAR', `${path} is ${what}, not a file`, { where: path });
}

/**
 * The whole of a file that somebody named or left.
 * @param limit bytes; a file that grows beyond it while it is read, as those of /proc do, is refused too
 * @throws HeatsoakError `FILE_NOT_REGULAR`, `FILE_TOO_LARGE`; Node's own error where it cannot be read
 */
export async function readUserFile(path: string, limit: number): Promise<Buffer> {
  const file = await openRegularFile(path);
  try {
    const { size } = await file.stat();
    if (size > limit) throw tooLarge(path, size, limit);
    const pieces: Buffer[] = [];
    for (let held = 0; ; ) {
      // One byte more than the file's size is asked for, so that the same read shows that it ends there.
      const piece = Buffer.allocUnsafe(Math.max(size + 1 - held, 64 << 10));
      const { bytesRead } = await file.read(piece, 0, piece.length);
      if (bytesRead === 0) return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
      held += bytesRead;
      if (held > limit) throw tooLarge(path, held, limit);
      pieces.push(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** The same as text. */
export const readUserText = async (path: string, limit: number = mostBytes.json): Promise<string> =>
  (await readUserFile(path, limit)).toString('utf8');

const tooLarge = (path: string, size: number, limit: number): HeatsoakError =>
  new HeatsoakError('FILE_TOO_LARGE', `${path} has ${size} bytes; ${limit} at most are read`, {
    where: path,
  });
