import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeatsoakError, messageOf } from '../harness/errors/heatsoak-error.ts';

/**
 * Minutes of work should not end at a folder that is not there or a disk that is too small.
 * @throws HeatsoakError `MODEL_UNWRITABLE`, `DISK_FULL`
 */
export async function checkTarget(path: string, bytes: number): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory()) {
    throw new HeatsoakError('MODEL_UNWRITABLE', `there is no folder ${dirname(path)}`, {
      where: path,
      hint: 'make the folder first',
    });
  }
  if ((await stat(path).catch(() => null))?.isDirectory())
    throw new HeatsoakError('MODEL_UNWRITABLE', `${path} is a folder`, { where: path, hint: 'name a file' });
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < bytes)
    throw full(path, `${path} needs ${bytes} bytes, and ${bavail * bsize} are free`);
}

const UNWRITABLE: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENAMETOOLONG']);

/** The error for a failure of writing: a disk that became full, a folder that takes no files, everything else as it is. */
export function writingError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC') return full(path, `the disk became full while ${path} was written`, error);
  if (!UNWRITABLE.has(code)) return error;
  return new HeatsoakError('MODEL_UNWRITABLE', `${path} cannot be written: ${messageOf(error)}`, {
    where: path,
    hint: 'name a file in a folder that you may write in',
    cause: error,
  });
}

const full = (path: string, message: string, cause?: unknown): HeatsoakError =>
  new HeatsoakError('DISK_FULL', message, {
    where: path,
    hint: 'free some space, or write to another disk',
    cause,
  });
