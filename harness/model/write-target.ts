import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HeatsoakError } from '../protocol/error.ts';

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

/** What a failure of writing is told as: a disk that became full by its name, everything else as it is. */
export function writingError(error: unknown, path: string): unknown {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  return isFull ? full(path, `the disk became full while ${path} was written`, error) : error;
}

const full = (path: string, message: string, cause?: unknown): HeatsoakError =>
  new HeatsoakError('DISK_FULL', message, {
    where: path,
    kind: 'host',
    hint: 'free some space, or write to another disk',
    cause,
  });
