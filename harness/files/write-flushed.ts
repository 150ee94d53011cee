import { open } from 'node:fs/promises';

/** Writes a file and waits until the disk has it. @param flags `w` replaces a file that is there, `wx` refuses it */
export async function writeFlushed(
  path: string,
  content: string | Uint8Array,
  flags: 'w' | 'wx',
): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
