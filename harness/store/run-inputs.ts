import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { FileDigest } from '../experiment/file-digest.ts';
import { CRASH_REPORTS, EVENTS, REFERENCE } from '../experiment/run-files.ts';
import { sha256OfFile } from '../files/digest.ts';
import { ARTEFACTS } from './read-artefacts.ts';

/** Logs of launches that were measured again. They are evidence, and never scored. */
export const SUPERSEDED = 'superseded';
/** Sessions that another one counts in place of. */
export const ATTEMPTS = 'attempts';

const inputFiles = ['manifest.json', ARTEFACTS];
const inputFolders = [EVENTS, REFERENCE, CRASH_REPORTS, SUPERSEDED, ATTEMPTS];

/**
 * What every input of a run folder holds, by its path with forward slashes: whatever a run wrote while it measured, and
 * nothing that was derived from it.
 * @param known digests of files that were read already
 * @throws HeatsoakError `RUN_UNREADABLE` for a file that is there and cannot be read
 */
export async function inputDigests(
  folder: string,
  known: ReadonlyMap<string, FileDigest> = new Map(),
): Promise<Map<string, FileDigest>> {
  const below = await Promise.all(inputFolders.map((name) => filesBelow(folder, name)));
  const digests = new Map<string, FileDigest>();
  for (const path of [...inputFiles, ...below.flat()].sort()) {
    const digest = known.get(path) ?? (await digestOf(join(folder, path)));
    if (digest) digests.set(path, digest);
  }
  return digests;
}

/** Of a folder of links that lead round in a circle each is met once: links to folders are not followed. */
async function filesBelow(folder: string, name: string): Promise<string[]> {
  const entries = await readdir(join(folder, name), { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => isInput(entry.name))
      .map((entry) => {
        const path = `${name}/${entry.name}`;
        return entry.isDirectory() ? filesBelow(folder, path) : [path];
      }),
  );
  return found.flat();
}

/** Finder and editors leave files that begin with a dot, a write that was killed one that ends in `.part`. */
const isInput = (name: string): boolean => !name.startsWith('.') && !name.endsWith('.part');

/** Null for what is no file: a link that leads nowhere, a pipe. */
async function digestOf(path: string): Promise<FileDigest | null> {
  try {
    return await sha256OfFile(path);
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code === 'ENOENT' || code === 'FILE_NOT_REGULAR') return null;
    throw new HeatsoakError('RUN_UNREADABLE', `cannot read ${path}: ${messageOf(cause)}`, {
      where: path,
      hint: 'copy the run folder again from where the run was made, or check its permissions',
      cause,
    });
  }
}
