import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { fileUnwritable } from './file-unwritable.ts';

/** Writers of one path, side by side, each have a part of their own. */
let parts = 0;

/**
 * As `writeWhole`, of content that comes piece by piece and is never held whole. What throws while it is made leaves the old
 * file, too, and is thrown on as it is.
 * @returns bytes written
 * @throws HeatsoakError `FILE_UNWRITABLE` or `PLACE_INVALID`
 */
export async function writeStreamWhole(
  path: string,
  chunks: AsyncIterable<string | Uint8Array>,
): Promise<number> {
  const part = `${path}.${process.pid}-stream-${++parts}.part`;
  const onDisk = async <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw fileUnwritable(path, error);
    });
  try {
    const file = await onDisk(open(part, 'w'));
    let bytes = 0;
    try {
      for await (const chunk of chunks) bytes += await onDisk(append(file, chunk));
      await onDisk(file.sync());
    } finally {
      await file.close();
    }
    await onDisk(rename(part, path));
    return bytes;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function append(file: FileHandle, chunk: string | Uint8Array): Promise<number> {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  await file.writeFile(bytes);
  return bytes.length;
}
