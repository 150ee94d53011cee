import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { BuildRole, PlannedBuild } from '../../experiment/manifest.ts';
import { parseSuite } from '../../experiment/parse-suite.ts';
import type { Suite } from '../../experiment/suite.ts';
import { packageRoot } from '../../files/package-home.ts';
import { chooseDevices, readDevices } from '../../lab/read-devices.ts';
import { assembleRun, type PreparedRun } from './assemble-run.ts';
import type { BlockOptions } from './plan-blocks.ts';
import { readBuild } from './read-build.ts';

/** What the user asked for on the command line. */
export interface RunOptions extends BlockOptions {
  readonly suite: readonly string[];
  readonly candidate: string;
  readonly baseline?: string | undefined;
  readonly device?: readonly string[] | undefined;
  readonly devices?: string | undefined;
  /** The build that takes the day out of the history. */
  readonly pinned?: string | undefined;
  readonly seed: number;
  readonly reference: boolean;
  /** The command that does the same again, where it is not `run`. */
  readonly command?: string | undefined;
}

/** Reads and checks every input, and plans; writes nothing. @throws HeatsoakError of kind usage */
export async function prepareRun(options: RunOptions, startedAt: Date): Promise<PreparedRun> {
  const lab = await readDevices(options.devices);
  const inputs = {
    ...options,
    lab,
    devices: chooseDevices(lab, options.device),
    suites: await Promise.all(options.suite.map(readSuite)),
    builds: await readBuilds(options),
  };
  const command = (blocks: number): string => options.command ?? reproduceCommand(options, blocks);
  return assembleRun({ ...inputs, command }, startedAt);
}

/** A suite by its file, or by its name here or among those that ship. @throws HeatsoakError `SUITE_UNKNOWN` */
export async function readSuite(name: string): Promise<Suite> {
  const places = name.endsWith('.json')
    ? [resolve(name)]
    : [resolve('suites', `${name}.json`), join(packageRoot, 'suites', `${name}.json`)];
  const path = places.find((place) => existsSync(place));
  if (!path) {
    throw new HeatsoakError(
      'SUITE_UNKNOWN',
      `no suite "${name}"${didYouMean(nearestName(name, shippedSuites))}`,
      {
        where: places.join(', '),
        hint: `suites that ship with Heatsoak: ${shippedSuites.join(', ')}; or name a .json file`,
      },
    );
  }
  return parseSuite(await readFile(path, 'utf8'), path);
}

const shippedSuites = ['quick', 'latency', 'sustained', 'context', 'quality', 'variants'];

async function readBuilds(options: RunOptions): Promise<PlannedBuild[]> {
  const asked: [BuildRole, string][] = [['candidate', options.candidate]];
  if (options.baseline) asked.unshift(['baseline', options.baseline]);
  if (options.pinned) asked.push(['pinned', options.pinned]);
  const builds: PlannedBuild[] = [];
  for (const [role, path] of asked) builds.push(await readBuild(role, path));
  return builds;
}

function reproduceCommand(options: RunOptions, blocks: number): string {
  const parts = [
    'heatsoak run',
    ...options.suite.map((suite) => `--suite ${suite}`),
    `--candidate ${options.candidate}`,
  ];
  if (options.baseline) parts.push(`--baseline ${options.baseline}`);
  if (options.pinned) parts.push(`--pinned ${options.pinned}`);
  for (const device of options.device ?? []) parts.push(`--device ${device}`);
  const length = options.stopEarly ? `--stop-early --max-blocks ${blocks}` : `--blocks ${blocks}`;
  if (options.soakPairs !== undefined && options.soakPairs > 1)
    parts.push(`--soak-pairs ${options.soakPairs}`);
  return [...parts, length, `--seed ${options.seed}`].join(' ');
}
