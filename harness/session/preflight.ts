import type { ErrorCode } from '../errors/codes.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { ExaminedCheck } from '../experiment/examined-check.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import { blocks, type Examined } from '../lab/doctor/check.ts';
import { kindOf } from '../lab/doctor/policy.ts';
import type { Leases } from '../lab/leases.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { withLeases } from './hold-leases.ts';
import { stateOf } from './plan/state.ts';
import type { Progress } from './progress.ts';

/** Makes the doctor's quick checks of this host and of these phones, named by their ids. */
export type ExaminePhones = (devices: readonly string[]) => Promise<readonly Examined[]>;

/** A run whose phones are examined before anything is measured. */
export interface PreflightRun {
  /** Absent: nothing is examined. */
  readonly examine?: ExaminePhones | undefined;
  readonly folder: RunFolder;
  readonly manifest: Pick<Manifest, 'run' | 'atLeast'>;
  readonly leases: Leases;
  readonly nowUs: () => number;
  readonly progress: Progress;
}

const codeOf = {
  host: 'HOST_UNFIT',
  device: 'PHONE_UNFIT',
  install: 'APP_UNFIT',
} as const satisfies Record<string, ErrorCode>;

/**
 * Examines the host and the phones of these sessions; what was found stands in their journals. A phone on which an agent may be
 * measuring still is left alone. One that is not required stops no run: it is lost in its own session, and said then.
 * @throws HeatsoakError `HOST_UNFIT`, `PHONE_UNFIT`, `APP_UNFIT` for what no run may begin with
 */
export async function runPreflight(run: PreflightRun, sessions: readonly PlannedSession[]): Promise<void> {
  const { examine } = run;
  if (!examine) return;
  const quiet: PlannedSession[] = [];
  for (const session of sessions) if (await isQuiet(run, session)) quiet.push(session);
  if (quiet.length === 0) return;
  const ids = quiet.map(({ device }) => device.id);
  const beganAt = performance.now();
  const found = await withLeases(run, quiet, () => examine(ids));
  const durationMs = performance.now() - beganAt;
  for (const session of quiet) await keep(run, session, found, durationMs);
  const spared = sparedPhones(run.manifest, sessions, found);
  const stops = (each: Examined): boolean => blocks(each) && !spared.includes(each.device ?? '');
  say(run, found, stops);
  refuse(found.filter(stops));
}

/** Phones that stop no run: those that are not required, and where enough others are fit each that is not. */
function sparedPhones(
  { atLeast }: Pick<Manifest, 'atLeast'>,
  sessions: readonly PlannedSession[],
  found: readonly Examined[],
): readonly string[] {
  const ids = sessions.map(({ device }) => device.id);
  const fit = ids.filter((id) => !found.some((each) => each.device === id && blocks(each)));
  if (atLeast !== undefined && fit.length >= atLeast) return ids;
  return sessions.flatMap(({ device }) => (device.required === false ? [device.id] : []));
}

async function isQuiet({ folder, nowUs }: PreflightRun, { device }: PlannedSession): Promise<boolean> {
  const journal = await folder.openJournal(device.id, nowUs);
  try {
    return stateOf(journal.before).underWay === null;
  } finally {
    await journal.close();
  }
}

/** What is said of the host concerns each of its phones. */
async function keep(
  { folder, nowUs }: PreflightRun,
  { device }: PlannedSession,
  found: readonly Examined[],
  durationMs: number,
): Promise<void> {
  const checks: ExaminedCheck[] = found.filter((each) => each.device === null || each.device === device.id);
  const journal = await folder.openJournal(device.id, nowUs);
  try {
    await journal.append({ type: 'harness.doctor', checks, durationMs });
  } finally {
    await journal.close();
  }
}

/** One line for the host and for each phone of which something is to be said. */
function say(
  { progress }: PreflightRun,
  found: readonly Examined[],
  stops: (each: Examined) => boolean,
): void {
  for (const device of new Set(found.map((each) => each.device))) {
    const own = found.filter((each) => each.device === device && !stops(each) && isNews(each));
    const message = own.map(
      ({ check, says, mend }) => `${check}: ${says}${mend === null ? '' : `; next: ${mend}`}`,
    );
    if (own.length > 0)
      progress({
        device: device ?? 'host',
        message: message.join(' · '),
        launchesDone: 0,
        launchesPlanned: 0,
      });
  }
}

/** What stops the run is said by the error; what was not asked needs no word. */
const isNews = ({ found, reason }: Examined): boolean => found === 'bad' || reason === 'unanswered';

/** @param found what stops the run */
function refuse(found: readonly Examined[]): void {
  const [first, ...others] = found;
  if (!first) return;
  const told = ({ check, device, says }: Examined): string =>
    `${check}${device === null ? '' : ` on ${device}`}: ${says}`;
  const more = others.length === 0 ? '' : `; and ${others.map(told).join('; ')}`;
  throw new HeatsoakError(codeOf[kindOf(first.check)], `nothing was measured: ${told(first)}${more}`, {
    hint: `${first.mend}; heatsoak doctor shows everything`,
  });
}
