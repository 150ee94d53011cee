import { open, rename, rm } from 'node:fs/promises';

/** Writes a JSON file so that a reader sees the old one or the new one: temporary file, flush, rename. */
export async function writeDocument(path: string, document: unknown): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(`${JSON.stringify(document, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
