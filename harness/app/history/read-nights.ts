import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fileProblem } from '../../errors/file-problem.ts';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { SEAL, SIGNATURE } from '../../experiment/seal.ts';
import { packageVersion } from '../../files/package-home.ts';
import { readUserText } from '../../files/read-user-file.ts';
import { type Night, night } from '../../history/night.ts';
import { nightOfRun } from '../../history/night-of-run.ts';
import { metricsVersion } from '../../measure/metrics/index.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { derive } from '../derive.ts';

/** Raised when a night is derived in another way from equal logs. */
const NIGHT_VERSION = 5;
const NIGHT_FILE = 'night.json';

const keptNight = z.object({ inputs: z.string(), night });

/** What a folder of runs holds. */
export interface Nights {
  readonly nights: readonly Night[];
  /** The folder of each by its run's id: a run may lie under another name. */
  readonly folders: ReadonlyMap<string, string>;
  /** Folders that are no run, could not be read, or hold a run that another folder holds too. */
  readonly skipped: readonly { readonly folder: string; readonly reason: string }[];
}

/**
 * Every run below a folder as the history sees it. A run's `night.json` is used while its logs stay as they were, and those of the reference.
 * @param version Heatsoak's own: another one may judge otherwise
 * @throws HeatsoakError `RUNS_MISSING` when the folder is not there
 */
export async function readNights(root: string, version = packageVersion): Promise<Nights> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause) => {
    throw new HeatsoakError('RUNS_MISSING', `cannot read the folder of runs ${root}: ${fileProblem(cause)}`, {
      where: root,
      hint: 'name the folder that holds the run folders, with --runs',
      cause,
    });
  });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const found: FoundNight[] = [];
  const skipped: Nights['skipped'][number][] = [];
  for (const folder of names.map((entry) => entry.name).sort()) {
    try {
      found.push({ folder, night: await nightOf(join(root, folder), version) });
    } catch (error) {
      skipped.push({ folder, reason: messageOf(error) });
    }
  }
  const counted = found.filter((each) => originalOf(each, found) === each);
  const copies = found.flatMap((each) => {
    const original = originalOf(each, found);
    return original === each
      ? []
      : [{ folder: each.folder, reason: `is a copy of the run in ${original.folder}` }];
  });
  return {
    nights: counted.map(({ night }) => night),
    folders: new Map(counted.map(({ night, folder }) => [night.run, folder])),
    skipped: [...skipped, ...copies],
  };
}

interface FoundNight {
  readonly folder: string;
  readonly night: Night;
}

/** Of the folders that hold one run: the one that has its name, else the first. A copy must not count as a second night. */
function originalOf(one: FoundNight, found: readonly FoundNight[]): FoundNight {
  const same = found.filter(({ night }) => night.run === one.night.run);
  return same.find(({ folder, night }) => folder === night.run) ?? same[0] ?? one;
}

/** A run folder as the history sees it: its `night.json` while its logs stay as they were, else derived and kept there. */
export async function nightOf(path: string, version = packageVersion): Promise<Night> {
  const inputs = await fingerprint(path, version);
  const kept = await keptOf(path);
  if (kept?.inputs === inputs) return kept.night;
  const made = nightOfRun(await derive(path));
  const text = `${JSON.stringify({ inputs, night: made })}\n`;
  // What cannot be kept, on a read-only or a full disk, is derived each time.
  await openRunFolder(path)
    .write(NIGHT_FILE, text)
    .catch(() => undefined);
  return made;
}

async function keptOf(path: string): Promise<z.infer<typeof keptNight> | null> {
  const text = await readUserText(join(path, NIGHT_FILE)).catch(() => null);
  if (text === null) return null;
  try {
    return keptNight.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The folders of a run's logs; `reference/` gives ratios, parity and likelihoods. */
const LOG_FOLDERS = ['events', 'reference'] as const;

/**
 * Names, sizes and times of everything that a night is derived from, and what derives it: the verdict's rules come with a
 * version.
 */
async function fingerprint(path: string, version: string): Promise<string> {
  const hash = createHash('sha256').update(`${NIGHT_VERSION} ${metricsVersion} ${version}`);
  const logs = await Promise.all(LOG_FOLDERS.map((folder) => namesIn(path, folder)));
  for (const name of ['manifest.json', SEAL, SIGNATURE, ...logs.flat()]) {
    const { size, mtimeMs } = await stat(join(path, name)).catch(() => ({ size: -1, mtimeMs: 0 }));
    hash.update(`\n${name} ${size} ${mtimeMs}`);
  }
  return hash.digest('hex');
}

/** Everything below a folder of a run, sorted; nothing when it is not there. */
async function namesIn(path: string, folder: string): Promise<string[]> {
  const names = await readdir(join(path, folder), { recursive: true }).catch(() => []);
  return names.map((name) => join(folder, name)).sort();
}
