import { execFile } from 'node:child_process';
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fileProblem } from '../../errors/file-problem.ts';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import { runBuildCommand } from '../../lab/build-command.ts';

/** The builds between a good and a bad one, by name, and how each is had. */
export interface BuildList {
  /** In their order, the good one first and the bad one last. */
  readonly names: readonly string[];
  /** Path of a build's build.json, which may have to be made first. */
  readonly pathOf: (name: string) => Promise<string>;
}

const GIT_LIMIT_MS = 60_000;
const MOST_OUTPUT = 64 * 1024 * 1024;
const naturally = new Intl.Collator('en', { numeric: true });
const started = promisify(execFile);

/**
 * The build.json files of a folder, or the `build.json` of each folder in it, in the order of their names: build 2 before build 10.
 * @throws HeatsoakError `BISECT_BUILDS`
 */
export async function buildsInFolder(folder: string, good: string, bad: string): Promise<BuildList> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => {
    throw noBuilds(`cannot read the folder of builds ${folder}: ${fileProblem(cause)}`, folder);
  });
  const found = await Promise.all(entries.map((entry) => buildIn(folder, entry)));
  const paths = new Map(found.flatMap((each) => (each ? [each] : [])));
  const all = [...paths.keys()].sort(naturally.compare);
  const [from, to] = [placeOf(good, all, folder), placeOf(bad, all, folder)];
  if (from >= to) throw noBuilds(`${bad} does not come after ${good} in ${folder}`, folder);
  return {
    names: all.slice(from, to + 1),
    pathOf: async (name) => resolve(paths.get(name) ?? name),
  };
}

/** Name and path; null for what is no build. */
async function buildIn(folder: string, entry: Dirent): Promise<[string, string] | null> {
  if (!entry.isDirectory())
    return entry.name.endsWith('.json') ? [basename(entry.name, '.json'), join(folder, entry.name)] : null;
  const path = join(folder, entry.name, 'build.json');
  return stat(path).then(
    () => [entry.name, path],
    () => null,
  );
}

function placeOf(name: string, all: readonly string[], folder: string): number {
  const wanted = basename(name, '.json');
  const place = all.indexOf(wanted === 'build' ? basename(resolve(name, '..')) : wanted);
  if (place >= 0) return place;
  throw noBuilds(`no build "${name}" in ${folder}${didYouMean(nearestName(name, all))}`, folder);
}

const noBuilds = (message: string, where: string): HeatsoakError =>
  new HeatsoakError('BISECT_BUILDS', message, {
    where,
    hint: 'builds stand in one folder as NAME.json or NAME/build.json; their names give the order',
  });

/**
 * The commits between two, on the first parents, in the repository of the working directory; each is built when it is asked for.
 * @param command of a shell; it has the commit in HEATSOAK_COMMIT, and its last line of output is the path of a build.json
 * @throws HeatsoakError `BISECT_BUILDS`; `BISECT_BUILD_FAILED` of a build that cannot be made
 */
export async function builtCommits(
  command: string,
  { good, bad, signal }: { good: string; bad: string; signal: AbortSignal },
): Promise<BuildList> {
  const git = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await started('git', args, { timeout: GIT_LIMIT_MS, maxBuffer: MOST_OUTPUT }).catch(
      (cause) => {
        throw noCommits(`git ${args.join(' ')}: ${messageOf(cause).split('\n').at(-1)}`);
      },
    );
    return stdout.split('\n').filter((line) => line !== '');
  };
  const [first = good] = await git('rev-parse', '--verify', `${good}^{commit}`);
  const between = await git('rev-list', '--first-parent', '--reverse', `${good}..${bad}`);
  if (between.length === 0) throw noCommits(`no commit leads from ${good} to ${bad}`);
  return { names: [first, ...between], pathOf: (commit) => built(command, commit, signal) };
}

const noCommits = (message: string): HeatsoakError =>
  new HeatsoakError('BISECT_BUILDS', message, {
    hint: 'with --build-cmd, --good and --bad are commits of the repository here, the good one an ancestor of the bad one',
  });

async function built(command: string, commit: string, signal: AbortSignal): Promise<string> {
  const place = { folder: resolve('.'), env: { HEATSOAK_COMMIT: commit }, signal };
  const written = await runBuildCommand(command, place).catch((cause) => {
    throw new HeatsoakError(
      'BISECT_BUILD_FAILED',
      `${commit} cannot be built: ${lastLine(messageOf(cause))}`,
      {
        where: commit,
        hint: `try it by hand: HEATSOAK_COMMIT=${commit} ${command}`,
        cause,
      },
    );
  });
  return resolve(lastLine(written));
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
