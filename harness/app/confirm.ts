import { resolve } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { rememberedDigests } from '../files/remembered-digest.ts';
import { type ConfirmPlan, confirmPlan, newestOpen } from '../history/confirm-plan.ts';
import type { Confirmation } from '../history/confirmation.ts';
import type { Derived } from '../judge/derive.ts';
import { derive } from './derive.ts';
import { changesIn, deriveHistory, type FoundChange, findChange } from './history/derive-history.ts';
import { recordConfirmation } from './history/record-confirmation.ts';
import { assembleRun } from './plan/assemble-run.ts';
import { deviceWithId } from './plan/choose-devices.ts';
import { commandLine } from './plan/command-line.ts';
import { measuredBuild, measuredSuite, mustAskTheSame } from './plan/measured-build.ts';
import { readDevices } from './plan/read-devices.ts';
import { type PlannedRun, withTotals } from './plan.ts';
import { type Ports, portsOf } from './ports.ts';
import { type PerformedRun, run } from './run.ts';

export interface ConfirmOptions {
  /** The change to confirm; default: the newest that waits. */
  readonly trigger?: string | undefined;
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  readonly devices?: string | undefined;
  /** ABBA blocks; default 8, enough for one phone at typical noise: `smallestEffect` is then 1.6 %. */
  readonly blocks?: number | undefined;
  readonly seed?: number | undefined;
  /** Leaves out what remains once a build has crashed or answered wrongly beyond doubt. */
  readonly failFast?: boolean | undefined;
  /** Folder of the calibration store; without it nothing is known of the phone. */
  readonly store?: string | undefined;
  /** PEM of the Ed25519 private key that signs the run's seal; default: it is not signed. */
  readonly sign?: string | undefined;
}

/** A confirming run that is planned and not begun. */
export interface PlannedConfirmation {
  /** Folder of the run folders. */
  readonly runs: string;
  readonly plan: ConfirmPlan;
  readonly planned: PlannedRun;
  readonly sign?: string | undefined;
}

/** What a confirming run said. */
export interface Confirmed extends PerformedRun {
  readonly derived: Derived;
  /** Null when it was interrupted: nothing was answered. */
  readonly confirmation: Confirmation | null;
}

const DEFAULT_BLOCKS = 8;

/**
 * Plans the A/B of the newest build against the last good one that answers a trigger of the history; null when none waits.
 * @throws HeatsoakError `CHANGE_UNKNOWN`, `NOT_OPEN`, `BUILD_GONE`, `SUITE_NOT_REPEATABLE` and those of a plan
 */
export async function planConfirmation(
  options: ConfirmOptions = {},
  ports: Pick<Ports, 'now' | 'folders'> = {},
): Promise<PlannedConfirmation | null> {
  const runs = resolve(options.runs ?? 'runs');
  const found = await chosenChange(runs, options.trigger);
  if (!found) return null;
  const plan = confirmPlan(await deriveHistory(runs), found);
  const { series, head, lastGood, change } = plan;
  const lab = await readDevices(options.devices);
  const seed = options.seed ?? 1;
  const { now, folders } = portsOf(ports);
  const digestOf = rememberedDigests(folders.cache);
  const prepared = await assembleRun(
    {
      lab,
      devices: [deviceWithId(lab, series.device)],
      suites: [await measuredSuite(runs, head.run, series.suite)],
      builds: [
        await measuredBuild(runs, lastGood, 'baseline', digestOf),
        await measuredBuild(runs, head, 'candidate', digestOf),
      ],
      blocks: options.blocks ?? DEFAULT_BLOCKS,
      store: options.store,
      seed,
      reference: false,
      failFast: options.failFast,
      kind: 'confirm',
      confirms: change.id,
      command: (blocks) => reproduceCommand({ ...options, seed, trigger: change.id, blocks }),
    },
    now(),
  );
  await mustAskTheSame(runs, head.run, prepared.manifest, series.suite);
  return { runs, plan, planned: withTotals(prepared), sign: options.sign };
}

/** Performs a confirming run and adds its answer to the history. */
export async function confirm(
  { runs, plan, planned, sign }: PlannedConfirmation,
  ports: Ports = {},
): Promise<Confirmed> {
  const done = await run(planned, { out: runs, sign }, ports);
  const derived = await derive(done.folder);
  if (done.interrupted) return { ...done, derived, confirmation: null };
  const confirmation = await recordConfirmation(runs, plan, derived, portsOf(ports).now().toISOString());
  await deriveHistory(runs);
  return { ...done, derived, confirmation };
}

async function chosenChange(runs: string, id: string | undefined): Promise<FoundChange | null> {
  const history = await deriveHistory(runs);
  if (id === undefined) return newestOpen(changesIn(history));
  const found = findChange(history, id);
  if (found.change.state === 'open') return found;
  throw new HeatsoakError('NOT_OPEN', `change ${id} needs no confirmation: it is ${found.change.state}`, {
    hint: found.change.note ?? 'heatsoak history shows what was said about it',
  });
}

const reproduceCommand = ({ trigger, runs, devices, store, ...options }: ConfirmOptions): string =>
  commandLine('heatsoak confirm', [
    ['--trigger', trigger],
    ['--runs', runs],
    ['--devices', devices],
    ['--store', store],
    ['--blocks', options.blocks],
    ['--fail-fast', options.failFast],
    ['--seed', options.seed],
  ]);
