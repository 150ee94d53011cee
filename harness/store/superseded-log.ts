import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mostBytes, readUserFile } from '../files/read-user-file.ts';

/**
 * Moves a log that another one will take the place of into a folder, numbered. A log that only
 * grew is the same one.
 */
export async function keepSuperseded(log: string, next: Uint8Array, folder: string): Promise<void> {
  const before = await readUserFile(log, mostBytes.log).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (before === null || before.equals(next.subarray(0, before.length))) return;
  await mkdir(folder, { recursive: true });
  await rename(log, await freeName(folder, basename(log, '.jsonl')));
}

async function freeName(folder: string, launch: string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, `${launch}-${number}.jsonl`);
    if (await stat(path).catch(() => null)) continue;
    return path;
  }
}
