import { open, rename, rm } from 'node:fs/promises';
import { HeatsoakError } from '../protocol/error.ts';
import { fileProblem } from '../protocol/file-problem.ts';

/**
 * Writes a whole file so that a reader sees the old one or the new one, never half: temporary file, flush, rename.
 * @throws HeatsoakError `WRITE_FAILED`, of kind usage when the place is wrong and of kind host when the disk is
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (cause) {
    // What went wrong is told; that nothing could be tidied is not.
    await rm(part, { force: true }).catch(() => undefined);
    throw writeFailed(path, cause as NodeJS.ErrnoException);
  }
}

/** What a person who named the place can put right. */
const ofThePlace: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'a folder stands there',
};

function writeFailed(path: string, cause: NodeJS.ErrnoException): HeatsoakError {
  const place = ofThePlace[cause.code ?? ''];
  return new HeatsoakError('WRITE_FAILED', `cannot write ${path}: ${place ?? fileProblem(cause)}`, {
    where: path,
    kind: place === undefined ? 'host' : 'usage',
    hint: place === undefined ? 'check the disk and its permissions, then do it again' : 'name another place',
    cause,
  });
}
