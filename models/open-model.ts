import type { FileHandle } from 'node:fs/promises';
import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { openRegularFile } from '../harness/files/read-user-file.ts';

/** Opens a model file for reading. @throws HeatsoakError `MODEL_MISSING` when there is none, or it is a folder, a pipe or a device */
export async function openModel(path: string): Promise<FileHandle> {
  return openRegularFile(path).catch((cause: unknown) => {
    const why = cause instanceof HeatsoakError ? cause.message : `${path} cannot be opened`;
    throw new HeatsoakError('MODEL_MISSING', why, { where: path, cause });
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
