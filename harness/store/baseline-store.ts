import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileUnwritable } from '../files/file-unwritable.ts';
import { makeFolder } from '../files/make-folder.ts';
import { type BaselineEntry, baselineEntry } from '../history/baseline.ts';
import { appendJsonLines, type JsonLines, readJsonLines } from './json-lines.ts';

/** `baselines.jsonl` beside the run folders: who made which build the baseline of what, and why; only ever appended to. */
const fileOf = (runs: string): string => join(runs, 'baselines.jsonl');

/** All lines, oldest first; those that are no baselines are reported by number. */
export const readBaselines = (runs: string): Promise<JsonLines<BaselineEntry>> =>
  readJsonLines(fileOf(runs), (value) => baselineEntry.safeParse(value).data ?? null);

/** Adds what was said; nothing is ever rewritten. @throws HeatsoakError `FILE_UNWRITABLE` */
export const appendBaselines = (runs: string, entries: readonly BaselineEntry[]): Promise<void> =>
  appendJsonLines(fileOf(runs), entries);

/** Where an app archive is kept, by its hash: the place it was built in is built over the next day. */
export const keptArchive = (runs: string, sha256: string): string => join(runs, '.builds', `${sha256}.ipa`);

/** Keeps a copy of an app archive; one that is there already stays. @throws HeatsoakError `FILE_UNWRITABLE` */
export async function keepArchive(runs: string, path: string, sha256: string): Promise<string> {
  const kept = keptArchive(runs, sha256);
  if (await stat(kept).catch(() => null)) return kept;
  await makeFolder(join(runs, '.builds'));
  const part = `${kept}.${process.pid}.part`;
  try {
    await copyFile(path, part);
    await rename(part, kept);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    throw fileUnwritable(kept, cause);
  }
  return kept;
}
