import { resolve } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { PlannedPower } from '../experiment/manifest.ts';
import { rememberedDigests } from '../files/remembered-digest.ts';
import type { CalibrationRecord } from '../history/calibration-record.ts';
import { plannedPowers } from '../history/planned-power.ts';
import { decidingMargins } from '../judge/gate-rules.ts';
import { readCalibration } from '../store/calibration-store.ts';
import { findRun } from '../store/find-run.ts';
import { derive } from './derive.ts';
import { type Learned, learnFromAa } from './learn-from-aa.ts';
import { assembleRun } from './plan/assemble-run.ts';
import { chooseDevices, namedIds, type PhoneChoice } from './plan/choose-devices.ts';
import { commandLine } from './plan/command-line.ts';
import { readBuild } from './plan/read-build.ts';
import { readDevices } from './plan/read-devices.ts';
import { readSuite } from './plan/read-suite.ts';
import { type Ports, portsOf } from './ports.ts';
import { type PerformedRun, type PlaceOfRuns, run } from './run.ts';

export interface CalibrateDeviceOptions extends PlaceOfRuns, PhoneChoice {
  /** The build.json that is measured against itself; not needed with `from`. */
  readonly build?: string | undefined;
  /** An A/A run folder that is there already. */
  readonly from?: string | undefined;
  readonly suite?: readonly string[] | undefined;
  readonly devices?: string | undefined;
  /** ABBA blocks per phone; default 8. */
  readonly blocks?: number | undefined;
  readonly seed?: number | undefined;
  /** Folder of the calibration store; default: `calibration` here. */
  readonly store?: string | undefined;
}

/** What an A/A run taught of the noise of phones. */
export interface DeviceCalibration {
  /** The run folder. */
  readonly run: string;
  readonly store: string;
  /** Nothing of a run that was interrupted: `resume` goes on with it, and `from` learns from it then. */
  readonly learned: readonly CalibrationRecord[];
  /** What all A/A runs of these phones say about blocks like these. */
  readonly power: readonly PlannedPower[];
  /** Phones whose noise was not learned, for want of a valid interval. */
  readonly without: readonly string[];
  /** Numbers of the store's lines that cannot be read; they are left as they are. */
  readonly unreadable: readonly number[];
  readonly interrupted: boolean;
}

/**
 * The design that a verdict on one phone wants (`smallestEffect`: 1.6 % at a noise of 1.35 %); an A/A run is measured in the
 * same way.
 */
const DEFAULT_BLOCKS = 8;

/**
 * Runs one build against itself on each phone, or takes such a run, and adds what it teaches to the calibration store.
 * @throws HeatsoakError `USAGE` without a build and a run, `NOT_AN_AA_RUN`, `ALREADY_LEARNED`, and those of a run
 */
export async function calibrateDevice(
  options: CalibrateDeviceOptions,
  ports: Ports = {},
): Promise<DeviceCalibration> {
  const store = resolve(options.store ?? 'calibration');
  const { folder, interrupted } = await aaRun({ ...options, store }, ports);
  const derived = await derive(folder);
  const { manifest } = derived.measurement;
  // A run counts once: what was interrupted is learned when it has been gone on with, and not a part of it before.
  const { records: learned, without } = interrupted ? nothingLearned : await learnFromAa(derived, store);
  const { records, unreadable } = await readCalibration(store);
  const power = plannedPowers({
    devices: [...new Set(learned.map((record) => record.device))],
    gate: decidingMargins(manifest.gate, manifest.suites),
    blocks: manifest.blocks,
    metricsVersion: manifest.metricsVersion,
    records,
  });
  return { run: folder, store, learned, power, without, unreadable, interrupted };
}

const nothingLearned: Learned = { records: [], without: [] };

type AaRun = Pick<PerformedRun, 'folder' | 'interrupted'>;

async function aaRun(options: CalibrateDeviceOptions, ports: Ports): Promise<AaRun> {
  if (options.from !== undefined)
    return { folder: await findRun(options.from, options.out ?? 'runs'), interrupted: false };
  if (options.build === undefined) {
    throw new HeatsoakError('USAGE', 'calibrate device needs a build to measure, or a run to learn from', {
      hint: 'heatsoak calibrate device --build build.json',
    });
  }
  const { suite = ['quick'], blocks = DEFAULT_BLOCKS, seed = 1 } = options;
  const lab = await readDevices(options.devices);
  const devices = chooseDevices(lab, options);
  const { folders, now } = portsOf(ports);
  const digestOf = rememberedDigests(folders.cache);
  const build = await readBuild('baseline', options.build, 'build', digestOf);
  const prepared = await assembleRun(
    {
      lab,
      devices,
      suites: await Promise.all(suite.map(readSuite)),
      builds: [build, { ...build, role: 'candidate' }],
      blocks,
      store: options.store,
      seed,
      reference: false,
      kind: 'aa',
      command: () =>
        reproduceCommand({ ...options, device: namedIds(options, devices), suite, blocks, seed }),
    },
    now(),
  );
  return run(prepared, options, ports);
}

const reproduceCommand = (options: CalibrateDeviceOptions): string =>
  commandLine('heatsoak calibrate device', [
    ['--build', options.build],
    ['--device', options.device],
    ['--devices', options.devices],
    ['--suite', options.suite],
    ['--store', options.store],
    ['--blocks', options.blocks],
    ['--seed', options.seed],
  ]);
