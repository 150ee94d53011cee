import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import { buildOf } from '../experiment/build-of.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { Manifest, PlannedBuild, PlannedLaunch, PlannedSession } from '../experiment/manifest.ts';
import { planFileOf } from '../experiment/plan-file-of.ts';
import { coolDown } from '../lab/cool-down.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import type { Phone } from '../phone/phone.ts';
import { thermalStates } from '../protocol/event.ts';
import type { EventJournal } from '../store/event-journal.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { awaitLaunch } from './await-launch.ts';
import { deployBuild } from './deploy.ts';
import type { PhoneSlot } from './phone-slot.ts';
import type { Progress } from './progress.ts';
import { interimAnalysisAfter } from './stop-early.ts';

interface SessionRequest {
  readonly manifest: Manifest;
  readonly planned: PlannedSession;
  readonly slot: PhoneSlot;
  readonly folder: RunFolder;
  readonly cooldown: CooldownPolicy;
  readonly nowUs: () => number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A session under way: the phone, its journal and the build that is installed now. */
interface SessionContext extends SessionRequest {
  readonly phone: Phone;
  readonly journal: EventJournal;
  readonly report: Report;
  installed: PlannedBuild | null;
}

/** Tells how far the session is. */
interface Report {
  /** Without a number as far as before. */
  step(message: string, launchesDone?: number): void;
  lost(error: unknown): void;
}

/**
 * All launches on one device. A fault ends this session only; it is an event, and what was measured stays.
 * Never throws for a fault in the field; where not even that can be logged, the session is left without its end.
 */
export async function runSession(request: SessionRequest): Promise<void> {
  const report = reportOf(request);
  try {
    const journal = await request.folder.openJournal(request.planned.device.id, request.nowUs);
    try {
      await logged(request, journal, report);
    } finally {
      await journal.close();
    }
  } catch (error) {
    report.lost(error);
  }
}

function reportOf({ progress, planned }: SessionRequest): Report {
  let done = 0;
  const device = planned.device.id;
  const launchesPlanned = planned.launches.length;
  return {
    step(message, launchesDone = done) {
      done = launchesDone;
      progress({ device, message, launchesDone, launchesPlanned });
    },
    lost: (error) =>
      progress({
        device,
        message: `session lost: ${messageOf(error)}`,
        launchesDone: done,
        launchesPlanned,
        lost: true,
      }),
  };
}

async function logged(request: SessionRequest, journal: EventJournal, report: Report): Promise<void> {
  const device = request.planned.device.id;
  const log = (outcome: JournalBody<'harness.session'>['outcome'], message: string | null): Promise<void> =>
    journal.append({
      type: 'harness.session',
      device,
      outcome,
      wallClock: new Date().toISOString(),
      message,
    });
  try {
    await log('started', null);
    await withPhone(request, journal, report);
    await log('finished', null);
  } catch (error) {
    report.lost(error);
    await journal.append(faultOf(error));
    await log('lost', messageOf(error));
  }
}

const faultOf = (error: unknown): JournalBody<'fault'> => ({
  type: 'fault',
  code: error instanceof HeatsoakError ? error.code : 'SESSION_FAILED',
  message: messageOf(error),
  trial: null,
});

async function withPhone(request: SessionRequest, journal: EventJournal, report: Report): Promise<void> {
  report.step('opening the session');
  let current: string | null = null;
  let unlogged: unknown = null;
  const phone = await request.slot.open((command, _startedAtMs, durationMs, ok) => {
    // Nobody waits for this line: what goes wrong with it ends the session before its next launch.
    journal
      .append({ type: 'harness.command', command, launch: current, durationMs, ok })
      .catch((error: unknown) => {
        unlogged ??= error;
      });
  });
  const context: SessionContext = { ...request, phone, journal, report, installed: null };
  try {
    const ended = new Set<string>();
    for (const [index, launch] of request.planned.launches.entries()) {
      if (ended.has(launch.suite)) continue;
      request.signal.throwIfAborted();
      current = launch.id;
      await runLaunch(context, launch, index);
      if (unlogged !== null) throw unlogged;
      if (await endsSuite(context, launch)) ended.add(launch.suite);
    }
    report.step('finished', request.planned.launches.length);
  } finally {
    // Everything was measured by now, or something worse has happened: a poor goodbye is no loss of its own.
    await phone.close().catch((error: unknown) => journal.append(faultOf(error)));
  }
}

async function runLaunch(context: SessionContext, launch: PlannedLaunch, index: number): Promise<void> {
  const { report } = context;
  const build = buildOf(context.manifest, launch);
  await deployBuild(context, build, report.step);
  report.step(`cooling down for ${launch.id}`);
  await context.journal.append(await coolDown(coolable(context), context.cooldown, launch.id));
  context.signal.throwIfAborted();
  report.step(`measuring ${launch.id}`);
  await context.phone.writePlan(
    build.bundleId,
    launch.id,
    JSON.stringify(planFileOf(context.manifest, build, launch)),
  );
  const outcome = await awaitLaunch(context, build, launch).catch(async (error: unknown) => {
    await collectAfterFault(context, build, launch);
    throw error;
  });
  await collect(context, build, launch);
  await context.phone.terminate(build.bundleId);
  await context.journal.append({ type: 'harness.launch', launch: launch.id, ...outcome });
  report.step(`${launch.id} ${outcome.outcome}`, index + 1);
}

async function collect(
  { phone, folder, planned }: SessionContext,
  build: PlannedBuild,
  launch: PlannedLaunch,
) {
  const events = await phone.readEvents(build.bundleId, launch.id);
  if (events.length > 0) await folder.saveLaunchLog(planned.device.id, launch.id, events);
}

/**
 * The wait was interrupted or broke: an app that is left alone would heat the phone for nobody, and its log is worth
 * keeping. The phone may be gone; why the wait ended is told by its own error.
 */
async function collectAfterFault(
  context: SessionContext,
  build: PlannedBuild,
  launch: PlannedLaunch,
): Promise<void> {
  await context.phone.terminate(build.bundleId).catch(() => undefined);
  await collect(context, build, launch).catch(() => undefined);
}

/** Looks at the widths after a block of a run that may stop early; the look is an event, whatever it says. */
async function endsSuite(context: SessionContext, launch: PlannedLaunch): Promise<boolean> {
  const look = await interimAnalysisAfter(context, launch);
  if (!look) return false;
  await context.journal.append(look);
  return look.decision === 'stop';
}

function coolable(context: SessionContext) {
  return {
    thermalState: async () => {
      const state = await context.phone.thermal();
      return state === null ? null : (thermalStates[state] ?? null);
    },
    batteryCelsius: async () => (await context.phone.battery()).temperatureCelsius,
    wait: (seconds: number) => context.slot.wait(seconds),
  };
}
