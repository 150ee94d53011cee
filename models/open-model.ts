import type { FileHandle } from 'node:fs/promises';
import { fileProblem } from '../harness/errors/file-problem.ts';
import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { openRegularFile, refuseIrregularFile } from '../harness/files/read-user-file.ts';
import { shardName, shardOf } from './supply/shards/shard-name.ts';
import { whatFolderIs } from './what-folder-is.ts';

/** Opens a model file for reading. @throws HeatsoakError `MODEL_MISSING` when there is none, or it is a folder, a pipe or a device */
export async function openModel(path: string): Promise<FileHandle> {
  return openRegularFile(path).catch(async (cause: unknown) => {
    await refuseFolder(path);
    const why =
      cause instanceof HeatsoakError ? cause.message : `${path} cannot be opened: ${fileProblem(cause)}`;
    throw new HeatsoakError('MODEL_MISSING', why, { where: path, cause });
  });
}

/**
 * For engines, which open a model by its path, and the shards beside it by their names: a pipe would hold them up for ever. What is not
 * there they say themselves.
 * @throws HeatsoakError `MODEL_MISSING` for a folder, a pipe or a device
 */
export async function refuseIrregularModel(path: string): Promise<void> {
  const { prefix, count } = shardOf(path) ?? { prefix: '', count: 1 };
  for (let index = 0; index < count; index++) {
    const each = count === 1 ? path : shardName(prefix, index, count);
    try {
      await refuseIrregularFile(each);
    } catch (error) {
      if (!(error instanceof HeatsoakError)) return;
      throw new HeatsoakError('MODEL_MISSING', error.message, {
        where: each,
        hint: 'a model is made of regular files: put this one in its place, or name another model',
        cause: error,
      });
    }
  }
}

/** Of a folder it is said what it is, and what to name instead. @throws HeatsoakError `MODEL_MISSING` for a folder */
export async function refuseFolder(path: string): Promise<void> {
  const kind = await whatFolderIs(path).catch(() => null);
  if (kind === null) return;
  throw new HeatsoakError('MODEL_MISSING', `${path} is ${kind.what}, not a file`, {
    where: path,
    hint: kind.hint,
  });
}

/** Node reads less than 2 GiB at once; a whole embedding in single precision may be more. */
const MOST_AT_ONCE = 1 << 30;

/**
 * Fills `bytes` from `position`; the system may give less than was asked for at once.
 * @throws HeatsoakError `MODEL_TRUNCATED` when the file ends before
 */
export async function readAt(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const wanted = Math.min(bytes.length - done, MOST_AT_ONCE);
    const { bytesRead } = await handle.read(bytes, done, wanted, position + done);
    if (bytesRead === 0) {
      throw new HeatsoakError('MODEL_TRUNCATED', `${path}: the file ends at ${position + done}`, {
        where: path,
      });
    }
    done += bytesRead;
  }
}
