import { rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { mostBytes, readUserFile } from '../files/read-user-file.ts';

/** Moves a log that another one will take the place of, as `setAside`. A log that only grew is the same one. */
export async function keepSuperseded(log: string, next: Uint8Array, folder: string): Promise<void> {
  const before = await readUserFile(log, mostBytes.log).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (before === null || before.equals(next.subarray(0, before.length))) return;
  await setAside(log, folder);
}

/**
 * Moves a log into a folder, numbered; where there is none, nothing is moved.
 * @param name of its launch; default: as the log is called
 */
export async function setAside(log: string, folder: string, name = basename(log, '.jsonl')): Promise<void> {
  if (!(await isThere(log))) return;
  await makeFolder(folder);
  await rename(log, await freeName(folder, name));
}

async function freeName(folder: string, launch: string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, `${launch}-${number}.jsonl`);
    if (!(await isThere(path))) return path;
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
