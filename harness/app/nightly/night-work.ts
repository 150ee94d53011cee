import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { rememberedDigests } from '../../files/remembered-digest.ts';
import { fitBudget, suiteTimes } from '../../history/nightly/fit-budget.ts';
import type { Derived } from '../../judge/derive.ts';
import { isOpen } from '../../lab/doctor/check.ts';
import { derive } from '../derive.ts';
import { doctor } from '../doctor.ts';
import { chooseDevices } from '../plan/choose-devices.ts';
import { readDevices } from '../plan/read-devices.ts';
import { type PlannedRun, plan, type RunOptions } from '../plan.ts';
import { type Ports, portsOf } from '../ports.ts';
import { resume } from '../resume.ts';
import { run } from '../run.ts';
import { type AnswerOptions, answersOf } from './answers.ts';
import { expectedCoolDownSeconds } from './expected-cool-down.ts';
import { type BuildSource, fetchBuild } from './fetch-build.ts';
import { openTriggers } from './open-triggers.ts';
import type { NightWork, PlannedNight } from './perform-night.ts';
import { rotateRuns } from './rotate-runs.ts';
import { standingOf } from './standing.ts';

/** What a night measures and keeps. */
export interface NightOptions extends Omit<RunOptions, 'candidate' | 'runs' | 'command'>, BuildSource {
  /** Folder of the run folders; default: `runs` here. */
  readonly runs?: string | undefined;
  /** Runs of so many days stay; absent: all. */
  readonly keepNights?: number | undefined;
  readonly keepGigabytes?: number | undefined;
  /** PEM of the Ed25519 private key that signs the seals of runs; default: they are not signed. */
  readonly sign?: string | undefined;
}

/** What a night leaves to whoever starts it: how a verdict becomes an exit code, and in which formats runs are published. */
export interface NightOutlets {
  exitCodeOf(derived: Derived): number;
  /** @returns the path of the page */
  publish(derived: Derived, folder: string, exitCode: number): Promise<string>;
}

/** A phone that fell off its cable, or restarts, is back within a minute or two; one that is not has a fault. */
const PAUSE_SECONDS = 60;

/** The steps of a night in this lab. @param runs absolute path of the folder of run folders */
export function nightWork(
  runs: string,
  options: NightOptions,
  outlets: NightOutlets,
  ports: Ports,
): NightWork {
  const { now, signal, folders } = portsOf(ports);
  const digestOf = rememberedDigests(folders.cache);
  const folderOf = (id: string): string => join(runs, id);
  const answers = answersOf(runs, answerOptions(options), ports);
  return {
    now: () => now().toISOString(),
    build: () => fetchBuild(options, { runs, digestOf, signal }),
    examine: (candidate) => examine(options, candidate, ports),
    plan: (candidate, devices, seconds) =>
      planNight({ ...options, candidate, device: devices, runs }, seconds, ports),
    hasBegun: (id) => isThere(folderOf(id)),
    async resume(id) {
      await resume(folderOf(id), { devices: options.devices, sign: options.sign }, ports);
      return standingOf(folderOf(id));
    },
    standing: (id) => standingOf(folderOf(id)),
    pause: () => setTimeout(PAUSE_SECONDS * 1000, undefined, { signal }).catch(() => undefined),
    async judge(id) {
      const derived = await derive(folderOf(id));
      const { verdict, headline } = derived.verdict;
      return { verdict, headline, exitCode: outlets.exitCodeOf(derived) };
    },
    openTriggers: () => openTriggers(runs),
    ...answers,
    publish: async (id, exitCode) => outlets.publish(await derive(folderOf(id)), folderOf(id), exitCode),
    rotate: (id) =>
      rotateRuns(runs, {
        nights: options.keepNights,
        bytes: options.keepGigabytes === undefined ? undefined : options.keepGigabytes * 1e9,
        tonight: id,
        gate: options.gate,
      }),
  };
}

const answerOptions = ({ devices, store, seed, failFast, sign }: NightOptions): AnswerOptions => ({
  ...{ devices, store, seed, failFast, sign },
});

const isThere = async (path: string): Promise<boolean> =>
  (await stat(join(path, 'manifest.json')).catch(() => null)) !== null;

/** The host and every phone; a phone with an open finding is left out, and with one of the host all are. */
async function examine(
  options: NightOptions,
  candidate: string,
  ports: Ports,
): ReturnType<NightWork['examine']> {
  const { devices: path, device, tag, model } = options;
  const lab = await readDevices(path);
  const chosen = chooseDevices(lab, { device, tag, model }).map(({ id }) => id);
  const { checks } = await doctor({ devices: path, device: chosen, build: [candidate] }, ports);
  const unfit = checks.filter(isOpen).map(({ device: id, says, mend }) => ({
    device: id,
    why: mend === null ? says : `${says}; next: ${mend}`,
  }));
  const isHostUnfit = unfit.some(({ device: id }) => id === null);
  const fit = isHostUnfit ? [] : chosen.filter((id) => !unfit.some((each) => each.device === id));
  return { fit, unfit };
}

async function planNight(
  options: RunOptions & Pick<NightOptions, 'sign'> & { readonly runs: string },
  seconds: number,
  ports: Ports,
): Promise<PlannedNight> {
  const { planned, withoutBaseline } = await withBaselineIfThere(options, ports);
  const coolDownSeconds = await expectedCoolDownSeconds(options.runs);
  const { planned: fitting, left } = fitBudget(suiteTimes(planned.manifest, coolDownSeconds), seconds);
  const suites = fitting.map(({ suite }) => suite);
  const isCut = left.length > 0 && suites.length > 0;
  const asked = options.suite.filter((_, i) => suites.includes(planned.manifest.suites[i] ?? ''));
  const baseline = withoutBaseline === null ? options.baseline : undefined;
  const final = isCut ? await plan({ ...options, suite: asked, baseline }, ports) : planned;
  return {
    run: final.manifest.run,
    seconds: final.totals.seconds,
    ...{ suites, left, withoutBaseline },
    perform: async () => {
      const { folder } = await run(final, { out: options.runs, sign: options.sign }, ports);
      return standingOf(folder);
    },
  };
}

/** The first night of a phone has no stored baseline yet: it is measured all the same, and its run can become one. */
async function withBaselineIfThere(
  options: RunOptions,
  ports: Ports,
): Promise<{ planned: PlannedRun; withoutBaseline: string | null }> {
  if (options.baseline === undefined)
    return { planned: await plan(options, ports), withoutBaseline: 'none was named' };
  try {
    return { planned: await plan(options, ports), withoutBaseline: null };
  } catch (error) {
    if (!(error instanceof HeatsoakError) || error.code !== 'BASELINE_MISSING') throw error;
    const planned = await plan({ ...options, baseline: undefined }, ports);
    return {
      planned,
      withoutBaseline: `${error.message}; next: heatsoak baseline set ${planned.manifest.run}`,
    };
  }
}
