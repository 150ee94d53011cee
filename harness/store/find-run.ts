import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../errors/nearest.ts';
import { readManifest } from './read-manifest.ts';

/** The word for the newest run, wherever a run is named. */
export const LATEST = 'latest';

/**
 * The folder of a run by its path, or below the folder of runs by its id, by how its id begins or ends, or by `latest`. A path
 * may end so too: `/mnt/lab/latest`.
 * @param root folder of the run folders
 * @throws HeatsoakError `RUN_UNKNOWN`, or `RUN_AMBIGUOUS` where several are meant
 */
export async function findRun(name: string, root: string): Promise<string> {
  const path = resolve(name);
  const isPath = /[\\/]|^\.+$/.test(name);
  const [folder, wanted] = isPath ? [dirname(path), basename(path)] : [resolve(root), name];
  // A folder may be called `latest`: `./latest` names it where it is there.
  if ((isPath || name !== LATEST) && (await isFolder(path))) return path;
  const runs = await runsIn(folder);
  if (wanted === LATEST && runs.length > 0) return join(folder, await newestOf(folder, runs));
  return join(folder, onlyOne(wanted, runs, folder));
}

/** Names of the folders that hold a run: those of recordings and derived pages lie beside them. */
export async function runsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const isRun = await Promise.all(names.map(({ name }) => isThere(join(folder, name, 'manifest.json'))));
  return names.flatMap(({ name }, i) => (isRun[i] ? [name] : [])).sort();
}

/** As ids of runs begin: with the second in which the run was begun. */
const BEGINS_WITH_TIME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/;

async function newestOf(folder: string, runs: readonly string[]): Promise<string> {
  const starts = await Promise.all(runs.map((run) => startOf(folder, run)));
  const [newest = ''] = runs
    .map((run, i) => ({ run, start: starts[i] ?? '' }))
    .sort((a, b) => (a.start === b.start ? (a.run < b.run ? 1 : -1) : a.start < b.start ? 1 : -1))
    .map(({ run }) => run);
  return newest;
}

/** When a run began, to be sorted by: most names say it, and a year of manifests takes long to read. */
async function startOf(folder: string, run: string): Promise<string> {
  const [time] = BEGINS_WITH_TIME.exec(run) ?? [];
  if (time !== undefined) return time;
  const manifest = await readManifest(join(folder, run)).catch(() => null);
  return manifest?.startedAt.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-') ?? '';
}

function onlyOne(wanted: string, runs: readonly string[], folder: string): string {
  const exact = runs.find((run) => run === wanted);
  const alike = runs.filter((run) => run.startsWith(wanted) || run.endsWith(`-${wanted}`));
  const [first, ...others] = alike;
  if (exact !== undefined) return exact;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined)
    throw new HeatsoakError('RUN_AMBIGUOUS', `"${wanted}" may be ${alike.length} runs of ${folder}`, {
      where: folder,
      hint: `say more of it: ${named(alike)}`,
    });
  throw new HeatsoakError(
    'RUN_UNKNOWN',
    `no run "${wanted}" in ${folder}${didYouMean(nearestName(wanted, runs.length > 0 ? [...runs, LATEST] : []))}`,
    {
      where: folder,
      hint:
        runs.length === 0
          ? 'there is no run in that folder; --runs names another, `heatsoak demo` makes one'
          : `runs there: ${named(runs)}; or say ${LATEST}`,
    },
  );
}

/** More names than this are a list, and no hint. */
const NAMED = 5;
const named = (runs: readonly string[]): string =>
  `${runs.length > NAMED ? '…, ' : ''}${runs.slice(-NAMED).join(', ')}`;

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
