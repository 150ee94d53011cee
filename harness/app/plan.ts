import { resolve } from 'node:path';
import { type PlanTotals, planTotals } from '../experiment/estimate.ts';
import type { GatePolicy } from '../experiment/gate-policy.ts';
import type { PlannedBuild } from '../experiment/manifest.ts';
import type { Suite } from '../experiment/suite.ts';
import { type DigestOf, rememberedDigests } from '../files/remembered-digest.ts';
import type { Device, DevicesFile } from '../lab/devices-file.ts';
import { filePhoneStates } from '../lab/phone-states.ts';
import { storedBaseline } from './baseline/stored-baselines.ts';
import { assembleRun, type PreparedRun } from './plan/assemble-run.ts';
import { chooseDevices, namedIds, type PhoneChoice } from './plan/choose-devices.ts';
import { commandLine } from './plan/command-line.ts';
import { mustNameKnownPlaces } from './plan/known-places.ts';
import { measuredBuild } from './plan/measured-build.ts';
import type { BlockOptions } from './plan/plan-blocks.ts';
import { plannedDevice } from './plan/planned-device.ts';
import { readBuild } from './plan/read-build.ts';
import { readDevices } from './plan/read-devices.ts';
import { readGate } from './plan/read-gate.ts';
import { namedSuites, readSuite } from './plan/read-suite.ts';
import { usableDevices } from './plan/usable-devices.ts';
import { type Ports, portsOf } from './ports.ts';

/** In place of a path: the baseline that the store has. */
const STORED = 'stored';

/** What is to be measured, by the names of suites and phones and the paths of build.json files. */
export interface RunOptions extends BlockOptions, PhoneChoice {
  readonly suite: readonly string[];
  readonly candidate: string;
  /** Path of a build.json, or `stored`: what `heatsoak baseline` made the baseline of these phones. */
  readonly baseline?: string | undefined;
  /** Folder of the run folders, which has the stored baselines; default: `runs` here. */
  readonly runs?: string | undefined;
  readonly devices?: string | undefined;
  /** So many phones are enough: others may be lost without the run being INVALID. Default: all that are required. */
  readonly atLeast?: number | undefined;
  /** The control build, whose speed on the same day cancels that day's effect in the history. */
  readonly pinned?: string | undefined;
  /** File of the gate policy; absent: each metric by its own definition. */
  readonly gate?: string | undefined;
  /** Leaves out what remains, on all phones, once a build has crashed or answered wrongly beyond doubt. */
  readonly failFast?: boolean | undefined;
  /** Of every random choice; default 1. */
  readonly seed?: number | undefined;
  /** False leaves out the run on this host; default true. */
  readonly reference?: boolean | undefined;
  /** The command that does the same again, where it is not `run`. */
  readonly command?: string | undefined;
}

/** A run that is planned and not begun. */
export interface PlannedRun extends PreparedRun {
  /** Launches, seconds and bytes that it will take. */
  readonly totals: PlanTotals;
}

/**
 * Reads and checks every input of a run, and plans it. Touches no phone and writes nothing.
 * @throws HeatsoakError of kind usage, naming the file, the JSON path and the nearest valid name
 */
export async function plan(
  options: RunOptions,
  ports: Pick<Ports, 'now' | 'folders'> = {},
): Promise<PlannedRun> {
  const lab = await readDevices(options.devices);
  const { folders } = portsOf(ports);
  const devices = chooseDevices(lab, options);
  const device = namedIds(options, devices);
  const asked = { ...options, device, seed: options.seed ?? 1, reference: options.reference ?? true };
  const { gate, ...settled } = asked;
  const suites = await Promise.all(options.suite.map(readSuite));
  const usable = await usableDevices(devices, filePhoneStates(folders.leases));
  const inputs = {
    ...settled,
    ...(gate === undefined ? {} : { gate: await gateOf(gate, lab, suites) }),
    lab,
    ...usable,
    suites,
    builds: await readBuilds(options, usable.devices, rememberedDigests(folders.cache)),
  };
  const command = (blocks: number): string => options.command ?? reproduceCommand(asked, blocks);
  return withTotals(await assembleRun({ ...inputs, command }, portsOf(ports).now()));
}

/** The policy, which names no suite and no phone that does not exist. */
async function gateOf(path: string, lab: DevicesFile, suites: readonly Suite[]): Promise<GatePolicy> {
  const policy = await readGate(path);
  mustNameKnownPlaces(policy, path, {
    suites: [...new Set([...suites.map(({ id }) => id), ...namedSuites()])],
    models: [...new Set(lab.devices.map((device) => plannedDevice(device).model))],
    phones: lab.devices.map(({ id }) => id),
  });
  return policy;
}

/** A prepared run with what it will take. */
export const withTotals = (prepared: PreparedRun): PlannedRun => ({
  ...prepared,
  totals: planTotals(prepared.manifest),
});

async function readBuilds(
  options: RunOptions,
  devices: readonly Device[],
  digestOf: DigestOf,
): Promise<PlannedBuild[]> {
  const { candidate: path, baseline, pinned } = options;
  const candidate = await readBuild('candidate', path, undefined, digestOf);
  return [
    ...(baseline === undefined ? [] : [await readBaseline(options, candidate, devices, digestOf)]),
    candidate,
    ...(pinned === undefined ? [] : [await readBuild('pinned', pinned, undefined, digestOf)]),
  ];
}

async function readBaseline(
  { baseline = STORED, runs = 'runs' }: RunOptions,
  candidate: PlannedBuild,
  devices: readonly Device[],
  digestOf: DigestOf,
): Promise<PlannedBuild> {
  if (baseline !== STORED) return readBuild('baseline', baseline, undefined, digestOf);
  const root = resolve(runs);
  const build = await storedBaseline(root, devices.map(plannedDevice), candidate);
  return measuredBuild(root, build, 'baseline', digestOf);
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
    ['--at-least', options.atLeast],
    ['--store', options.store],
    ['--quick-gate', options.quickGate],
    [options.blocks === undefined ? '--max-blocks' : '--blocks', blocks],
    ['--soak-pairs', options.soakPairs === 1 ? undefined : options.soakPairs],
    ['--fail-fast', options.failFast],
    ['--seed', options.seed],
    ['--no-reference', options.reference === false],
  ]);
