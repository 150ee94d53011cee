import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Device, type DevicesFile, devicesFile } from '../../lab/devices-file.ts';
import { readJson } from '../../lab/read-json.ts';
import type { BuildRole, PlannedBuild } from '../../plan/manifest.ts';
import { HeatsoakError } from '../../protocol/error.ts';
import { didYouMean, nearestName } from '../../protocol/nearest.ts';
import { parseSuite } from '../../suite/parse-suite.ts';
import type { Suite } from '../../suite/suite.ts';
import { packageRoot } from '../package-home.ts';
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

/** The lab: the named file, `devices.json` here, else the virtual lab that ships with Heatsoak. */
export async function readDevices(path: string | undefined): Promise<DevicesFile> {
  const here = resolve('devices.json');
  return readJson(
    path ?? (existsSync(here) ? here : join(packageRoot, 'devices.json')),
    devicesFile,
    'devices.json',
  );
}

/** The phones named by id, or all. @throws HeatsoakError `DEVICE_UNKNOWN` */
export function chooseDevices(lab: DevicesFile, wanted: readonly string[] | undefined): Device[] {
  if (!wanted || wanted.length === 0) return lab.devices;
  const ids = lab.devices.map((device) => device.id);
  return wanted.map((id) => {
    const device = lab.devices.find((each) => each.id === id);
    if (device) return device;
    const near = nearestName(id, ids);
    throw new HeatsoakError('DEVICE_UNKNOWN', `no device "${id}" in devices.json${didYouMean(near)}`, {
      hint: `known devices: ${ids.join(', ')}`,
    });
  });
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
