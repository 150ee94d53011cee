import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileUnwritable } from '../files/file-unwritable.ts';
import { makeFolder } from '../files/make-folder.ts';
import { isAlive, owner } from '../files/owner.ts';
import type { StoredRun } from '../history/nightly/retention.ts';
import { readManifest } from './read-manifest.ts';

/** What is to be deleted lies here first: a kill in between leaves no half of a run where runs are read. */
const TRASH = '.trash';

/** Every run below a folder, with what it takes on the disk. What cannot be read as a run is none, and stays. */
export async function storedRuns(runs: string): Promise<StoredRun[]> {
  const entries = await readdir(runs, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const found: StoredRun[] = [];
  for (const { name } of folders) {
    const manifest = await readManifest(join(runs, name)).catch(() => null);
    // A folder under another name is a copy or somebody's own.
    if (manifest?.run === name)
      found.push({ id: name, at: manifest.startedAt, bytes: await bytesBelow(join(runs, name)) });
  }
  return found;
}

async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        (each) => (each.isFile() ? each.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, each) => sum + each, 0);
}

const leaseOf = (folder: string): string => join(folder, 'run.lease.json');

/** Whether a process measures in the run folder, or was killed there. */
export const isUnderWay = async (runs: string, id: string): Promise<boolean> =>
  (await stat(leaseOf(join(runs, id))).catch(() => null)) !== null;

/** Whether a process that is alive measures in a run folder. One on another host cannot be asked, and counts. */
export async function isMeasured(folder: string): Promise<boolean> {
  const text = await readFile(leaseOf(folder), 'utf8').catch(() => null);
  if (text === null) return false;
  try {
    return isAlive(owner.parse(JSON.parse(text)));
  } catch {
    // It was being written, or is damaged: whoever resumes the run says so.
    return false;
  }
}

/** Moves runs out of sight, then deletes them. @throws HeatsoakError `FILE_UNWRITABLE` */
export async function removeRuns(runs: string, ids: readonly string[]): Promise<void> {
  const trash = join(runs, TRASH);
  try {
    await makeFolder(trash);
    for (const id of ids) await rename(join(runs, id), join(trash, id));
    await rm(trash, { recursive: true, force: true });
  } catch (cause) {
    throw fileUnwritable(trash, cause);
  }
}
