import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeRunWithFiles } from '../../harness/app/baseline/measured-files.fixture.ts';
import { storedBaseline } from '../../harness/app/baseline/stored-baselines.ts';
import { derive } from '../../harness/app/derive.ts';
import { deriveHistory, findChange } from '../../harness/app/history/derive-history.ts';
import { recordConfirmation } from '../../harness/app/history/record-confirmation.ts';
import { answerOf } from '../../harness/app/nightly/answers.ts';
import { openTriggers } from '../../harness/app/nightly/open-triggers.ts';
import type {
  NightWork,
  PlannedAnswer,
  PlannedNight,
  Standing,
} from '../../harness/app/nightly/perform-night.ts';
import { standingOf } from '../../harness/app/nightly/standing.ts';
import { type SimulatedRun, simulatedManifest } from '../../harness/app/simulated-run.fixture.ts';
import { exitCodeOfRun } from '../../harness/cli/exit-code-of-run.ts';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { confirmPlan } from '../../harness/history/confirm-plan.ts';
import type { OpenTrigger } from '../../harness/history/nightly/night-event.ts';

/** A lab whose nights are simulated: builds by name, each with its speed on the night. */
export interface SimulatedLab {
  /** Folder of the run folders, and one of the builds' files. */
  readonly runs: string;
  readonly files: string;
  readonly devices: readonly string[];
  readonly blocks: number;
  readonly seed: number;
  readonly dayNoise: number;
  readonly launchNoise: number;
  speedOn(night: number, build: string): number;
  osOn(night: number): { readonly os: string; readonly osBuild: string };
  mishapsOn(night: number): Partial<SimulatedRun>;
}

const FIRST = Date.UTC(2026, 0, 1, 3);
const DAY_MS = 86_400_000;
const CONFIRMING_BLOCKS = 8;
/** An A/B begins an hour after the run. */
const HOUR_MS = 3_600_000;

const timeOf = (night: number): string => new Date(FIRST + (night - 1) * DAY_MS).toISOString();
const idOf = (at: string): string => at.replace(/\.\d+Z$/, 'Z').replaceAll(':', '-');
export const runOf = (night: number): string => idOf(timeOf(night));

/** One night of the product in a simulated lab: logs are made in place of launches, all else is the product's own. */
export function simulatedNight(lab: SimulatedLab, night: number, build: string): NightWork {
  const { runs } = lab;
  const at = timeOf(night);
  const refused = async (): Promise<never> => {
    throw new HeatsoakError('SESSION_REFUSED', 'the phone did not come back');
  };
  return {
    now: () => at,
    build: async () => ({ candidate: build, sha256: '0'.repeat(64) }),
    examine: async () => ({ fit: lab.devices, unfit: [] }),
    plan: () => planSimulated(lab, night, build),
    hasBegun: async () => false,
    resume: refused,
    standing: (id) => simulatedStanding(lab, night, join(runs, id)),
    pause: async () => undefined,
    async judge(id) {
      const derived = await derive(join(runs, id));
      const { verdict, headline } = derived.verdict;
      return { verdict, headline, exitCode: exitCodeOfRun(derived) };
    },
    openTriggers: () => openTriggers(runs),
    planAnswer: (trigger) => planSimulatedAnswer(lab, night, trigger),
    resumeAnswer: refused,
    publish: async (id) => join(runs, id, 'report.html'),
    rotate: async () => ({ removed: [], freedBytes: 0 }),
  };
}

async function planSimulated(lab: SimulatedLab, night: number, build: string): Promise<PlannedNight> {
  const { os, osBuild } = lab.osOn(night);
  const { baseline, why } = await baselineOf(lab, os);
  const names = { ...(baseline === null ? {} : { baseline }), candidate: build, pinned: 'pinned' };
  const options: SimulatedRun = {
    ...shared(lab, night, names),
    ...{ run: runOf(night), at: timeOf(night), devices: lab.devices, blocks: lab.blocks, os, osBuild },
    ...lab.mishapsOn(night),
  };
  return {
    ...{ run: runOf(night), seconds: 0, suites: ['quick'], left: [], withoutBaseline: why },
    perform: async () => simulatedStanding(lab, night, await writeRunWithFiles(lab.runs, lab.files, options)),
  };
}

/** Simulated journals tell no ends of launches: what is unfinished is what was lost. */
async function simulatedStanding(lab: SimulatedLab, night: number, folder: string): Promise<Standing> {
  const { launches } = await standingOf(folder);
  return { launches, unfinished: lab.devices.filter((device) => lab.mishapsOn(night).lost?.(device)) };
}

type Names = NonNullable<SimulatedRun['names']>;

const shared = (lab: SimulatedLab, night: number, names: Names): SimulatedRun => ({
  names,
  speeds: Object.fromEntries(
    Object.entries(names).map(([role, build]) => [role, lab.speedOn(night, build ?? '')]),
  ),
  ...{ dayNoise: lab.dayNoise, launchNoise: lab.launchNoise, seed: lab.seed * 1000 + night },
});

/** The stored baseline of the lab's phones; null and why where they have none. */
async function baselineOf(
  lab: SimulatedLab,
  os: string,
): Promise<{ baseline: string | null; why: string | null }> {
  const model = join(lab.files, 'model.gguf');
  await writeFile(model, 'weights');
  const { sha256, sizeBytes } = await sha256OfFile(model);
  const { sessions } = simulatedManifest({ devices: lab.devices, os, speeds: { candidate: 1 } });
  try {
    const { name } = await storedBaseline(
      lab.runs,
      sessions.map(({ device }) => device),
      { model: { sha256, sizeBytes, name: 'model.gguf' } },
    );
    return { baseline: name, why: null };
  } catch (error) {
    if (error instanceof HeatsoakError && error.code === 'BASELINE_MISSING')
      return { baseline: null, why: error.message };
    throw error;
  }
}

async function planSimulatedAnswer(
  lab: SimulatedLab,
  night: number,
  trigger: OpenTrigger,
): Promise<PlannedAnswer> {
  const history = await deriveHistory(lab.runs);
  const plan = confirmPlan(history, findChange(history, trigger.change));
  const at = new Date(Date.parse(timeOf(night)) + HOUR_MS).toISOString();
  const run = `${idOf(at)}-${trigger.change}`;
  const options: SimulatedRun = {
    ...shared(lab, night, { baseline: plan.lastGood.name, candidate: plan.head.name }),
    ...{ run, at, devices: [plan.series.device], blocks: CONFIRMING_BLOCKS, ...lab.osOn(night) },
    extra: { kind: 'confirm', confirms: trigger.change },
  };
  return {
    run,
    seconds: 0,
    async perform() {
      const derived = await derive(await writeRunWithFiles(lab.runs, lab.files, options));
      return answerOf(trigger, run, await recordConfirmation(lab.runs, plan, derived, at), derived);
    },
  };
}
