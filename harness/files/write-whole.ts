import { rename, rm } from 'node:fs/promises';
import { fileUnwritable } from './file-unwritable.ts';
import { writeFlushed } from './write-flushed.ts';

/** Writers of one path, side by side, each have a part of their own. */
let parts = 0;

/**
 * Writes a whole file so that a reader sees the old one or the new one, never half: temporary file, flush, rename.
 * What could not be written leaves the old one. Of several writers at once the last to finish stands.
 * @throws HeatsoakError `FILE_UNWRITABLE`
 */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const part = `${path}.${process.pid}-${++parts}.part`;
  try {
    await writeFlushed(part, content, 'w');
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw fileUnwritable(path, error);
  }
}

/** A JSON document as a person reads it. */
export const documentText = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

/** The same, written whole. */
export const writeDocument = (path: string, document: unknown): Promise<void> =>
  writeWhole(path, documentText(document));
