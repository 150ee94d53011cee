import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { BuildRole, PlannedBuild } from '../../experiment/manifest.ts';
import { parseSuite } from '../../experiment/parse-suite.ts';
import type { Suite } from '../../experiment/suite.ts';
import { packageRoot } from '../../files/package-home.ts';
import { readUserText } from '../../files/read-user-file.ts';
import { chooseDevices, readDevices } from '../../lab/read-devices.ts';
import { assembleRun, type PreparedRun } from './assemble-run.ts';
import { commandLine } from './command-line.ts';
import type { BlockOptions } from './plan-blocks.ts';
import { readBuild } from './read-build.ts';
import { readGate } from './read-gate.ts';

/** What is to be measured, by the names of suites and phones and the paths of build.json files. */
export interface RunOptions extends BlockOptions {
  readonly suite: readonly string[];
  readonly candidate: string;
  readonly baseline?: string | undefined;
  readonly device?: readonly string[] | undefined;
  readonly devices?: string | undefined;
  /** The build that takes the day out of the history. */
  readonly pinned?: string | undefined;
  /** File of the gate policy; absent: each metric by its own definition. */
  readonly gate?: string | undefined;
  /** Of every random choice; default 1. */
  readonly seed?: number | undefined;
  /** False leaves out the run on this host; default true. */
  readonly reference?: boolean | undefined;
  /** The command that does the same again, where it is not `run`. */
  readonly command?: string | undefined;
}

/** Reads and checks every input, and plans; writes nothing. @throws HeatsoakError of kind usage */
export async function prepareRun(options: RunOptions, startedAt: Date): Promise<PreparedRun> {
  const lab = await readDevices(options.devices);
  const asked = { ...options, seed: options.seed ?? 1, reference: options.reference ?? true };
  const { gate, ...settled } = asked;
  const inputs = {
    ...settled,
    ...(gate === undefined ? {} : { gate: await readGate(gate) }),
    lab,
    devices: chooseDevices(lab, options.device),
    suites: await Promise.all(options.suite.map(readSuite)),
    builds: await readBuilds(options),
  };
  const command = (blocks: number): string => options.command ?? reproduceCommand(asked, blocks);
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
  return parseSuite(await readUserText(path), path);
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

/** Every option that leads to the same plan. */
const reproduceCommand = (options: RunOptions, blocks: number): string =>
  commandLine('heatsoak run', [
    ['--suite', options.suite],
    ['--candidate', options.candidate],
    ['--baseline', options.baseline],
    ['--pinned', options.pinned],
    ['--gate', options.gate],
    ['--device', options.device],
    ['--devices', options.devices],
    ['--store', options.store],
    ['--stop-early', options.stopEarly],
    [options.stopEarly ? '--max-blocks' : '--blocks', blocks],
    ['--soak-pairs', options.soakPairs === 1 ? undefined : options.soakPairs],
    ['--seed', options.seed],
    ['--no-reference', options.reference === false],
  ]);
