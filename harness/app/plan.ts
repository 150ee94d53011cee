import { type PlanTotals, planTotals } from '../experiment/estimate.ts';
import type { GatePolicy } from '../experiment/gate-policy.ts';
import type { BuildRole, PlannedBuild } from '../experiment/manifest.ts';
import type { Suite } from '../experiment/suite.ts';
import { type DigestOf, rememberedDigests } from '../files/remembered-digest.ts';
import type { DevicesFile } from '../lab/devices-file.ts';
import { filePhoneStates } from '../lab/phone-states.ts';
import { assembleRun, type PreparedRun } from './plan/assemble-run.ts';
import { chooseDevices, namedIds, type PhoneChoice } from './plan/choose-devices.ts';
import { commandLine } from './plan/command-line.ts';
import { mustNameKnownPlaces } from './plan/known-places.ts';
import type { BlockOptions } from './plan/plan-blocks.ts';
import { plannedDevice } from './plan/planned-device.ts';
import { readBuild } from './plan/read-build.ts';
import { readDevices } from './plan/read-devices.ts';
import { readGate } from './plan/read-gate.ts';
import { namedSuites, readSuite } from './plan/read-suite.ts';
import { usableDevices } from './plan/usable-devices.ts';
import { type Ports, portsOf } from './ports.ts';

/** What is to be measured, by the names of suites and phones and the paths of build.json files. */
export interface RunOptions extends BlockOptions, PhoneChoice {
  readonly suite: readonly string[];
  readonly candidate: string;
  readonly baseline?: string | undefined;
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
  const inputs = {
    ...settled,
    ...(gate === undefined ? {} : { gate: await gateOf(gate, lab, suites) }),
    lab,
    ...(await usableDevices(devices, filePhoneStates(folders.leases))),
    suites,
    builds: await readBuilds(options, rememberedDigests(folders.cache)),
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

async function readBuilds(options: RunOptions, digestOf: DigestOf): Promise<PlannedBuild[]> {
  const asked: [BuildRole, string][] = [['candidate', options.candidate]];
  if (options.baseline) asked.unshift(['baseline', options.baseline]);
  if (options.pinned) asked.push(['pinned', options.pinned]);
  const builds: PlannedBuild[] = [];
  for (const [role, path] of asked) builds.push(await readBuild(role, path, undefined, digestOf));
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
    ['--at-least', options.atLeast],
    ['--store', options.store],
    ['--quick-gate', options.quickGate],
    [options.blocks === undefined ? '--max-blocks' : '--blocks', blocks],
    ['--soak-pairs', options.soakPairs === 1 ? undefined : options.soakPairs],
    ['--fail-fast', options.failFast],
    ['--seed', options.seed],
    ['--no-reference', options.reference === false],
  ]);
