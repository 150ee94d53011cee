import { constants } from 'node:fs';
import { access, lstat, open, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileProblem } from '../harness/errors/file-problem.ts';
import { HeatsoakError, messageOf } from '../harness/errors/heatsoak-error.ts';
import { irregularKind } from '../harness/files/read-user-file.ts';
import { GGUF_MAGIC } from './gguf/gguf-types.ts';

/** What is written where, and what may stand there already. */
interface Places {
  /** Files that are written beside the target, or instead of it; each replaces only a file. */
  readonly beside?: readonly string[];
  /** Places where a folder, and nothing else, may be replaced. */
  readonly folders?: readonly string[];
  /** The target's folder is made where it is not there. */
  readonly makesFolder?: boolean;
}

/**
 * Minutes of work should not end at a place that takes no file, and what gets its name by a rename replaces whatever stands
 * there: a device and a pipe too, and a link instead of what it leads to.
 * @throws HeatsoakError `MODEL_UNWRITABLE`
 */
export async function checkPlaces(target: string, places: Places = {}): Promise<void> {
  const { beside = [], folders = [], makesFolder = false } = places;
  const folder = makesFolder ? await nearestFolder(dirname(target)) : dirname(target);
  await checkFolder(folder, target);
  const files = folders.includes(target) ? beside : [target, ...beside];
  for (const path of files) await refuseStanding(path, false);
  for (const path of folders) await refuseStanding(path, true);
  await checkNames([...files, ...folders], folder, target);
}

/**
 * The same for a GGUF model, with the room that it needs. No command that writes one asks before it replaces an older one,
 * so that a file of another kind is kept.
 * @throws HeatsoakError `MODEL_UNWRITABLE`, `TARGET_EXISTS`, `DISK_FULL`
 */
export async function checkTarget(
  path: string,
  bytes: number,
  beside: readonly string[] = [],
): Promise<void> {
  await checkPlaces(path, { beside });
  await refuseOtherFile(path);
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < bytes)
    throw full(path, `${path} needs ${bytes} bytes, and ${bavail * bsize} are free`);
}

/** The folder itself, or the nearest above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  const isThere = (await lstat(folder).catch(() => null)) !== null;
  return isThere || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
}

async function checkFolder(folder: string, target: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => fileProblem(error));
  if (found === fileProblem({ code: 'ENOENT' }))
    throw unwritable(target, `there is no folder ${folder}`, 'make the folder first');
  if (typeof found === 'string' || !found.isDirectory()) {
    const why = typeof found === 'string' ? `: ${found}` : ' is no folder';
    throw unwritable(target, `${target} cannot be written: ${folder}${why}`, 'name a file in a folder');
  }
  await access(folder, constants.W_OK).catch((error: unknown) => {
    const why = `${target} cannot be written: in ${folder} ${fileProblem(error)}`;
    throw unwritable(target, why, 'name a file in a folder that you may write in', error);
  });
}

/** Refuses what a rename would destroy: everything but a file, or but a folder where one may be replaced. */
async function refuseStanding(path: string, mayBeFolder: boolean): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  const what = irregularKind(found) ?? 'a file';
  if (what === (mayBeFolder ? 'a folder' : 'a file')) return;
  const hint = what === 'a link' ? 'name the file that it leads to' : 'name a file that is not there yet';
  throw unwritable(path, `${path} is ${what}, and would be replaced`, hint);
}

/** Room for what a name gets while its file is written: a dot before, the process and `.part` behind. */
const PART_BYTES = 24;

/** The disk itself says what it takes; most take 255 bytes. `folder` is there, though the file's own may not be yet. */
async function checkNames(paths: readonly string[], folder: string, target: string): Promise<void> {
  const names = paths.map((path) => `${basename(path)}${'x'.repeat(PART_BYTES)}`);
  const name = names.reduce((a, b) => (Buffer.byteLength(b) > Buffer.byteLength(a) ? b : a));
  await lstat(join(folder, name)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENAMETOOLONG') return;
    const own = Buffer.byteLength(basename(target));
    const more = Buffer.byteLength(name) - own;
    throw unwritable(
      target,
      `the name of ${target} is too long: it has ${own} bytes, and what is written beside it needs ${more} more`,
      `take a shorter name: most disks take 255 bytes, so ${255 - more} here`,
      error,
    );
  });
}

async function refuseOtherFile(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  if (file === null) return;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(GGUF_MAGIC.length), 0, GGUF_MAGIC.length, 0);
    // A file that was only made, as mktemp does, holds nothing to lose.
    if (bytesRead === 0 || buffer.toString('latin1', 0, bytesRead) === GGUF_MAGIC) return;
  } finally {
    await file.close();
  }
  throw new HeatsoakError('TARGET_EXISTS', `${path} exists already, and is no GGUF model`, {
    where: path,
    hint: 'name another file, or remove this one first',
  });
}

const unwritable = (where: string, message: string, hint: string, cause?: unknown): HeatsoakError =>
  new HeatsoakError('MODEL_UNWRITABLE', message, { where, hint, cause });

const UNWRITABLE: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENAMETOOLONG']);

/** The error for a failure of writing: a disk that became full, a folder that takes no files, everything else as it is. */
export function writingError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC') return full(path, `the disk became full while ${path} was written`, error);
  if (!UNWRITABLE.has(code)) return error;
  return unwritable(
    path,
    `${path} cannot be written: ${messageOf(error)}`,
    'name a file in a folder that you may write in',
    error,
  );
}

const full = (path: string, message: string, cause?: unknown): HeatsoakError =>
  new HeatsoakError('DISK_FULL', message, {
    where: path,
    hint: 'free some space, or write to another disk',
    cause,
  });
