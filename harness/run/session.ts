import { coolDown } from '../lab/cool-down.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import type { Phone } from '../phone/phone.ts';
import { buildOf } from '../plan/build-of.ts';
import type { Manifest, PlannedBuild, PlannedLaunch, PlannedSession } from '../plan/manifest.ts';
import { HeatsoakError, messageOf } from '../protocol/error.ts';
import { type EventBody, thermalStates } from '../protocol/event.ts';
import type { EventJournal } from '../store/event-journal.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { awaitLaunch } from './await-launch.ts';
import { deployBuild } from './deploy.ts';
import { planFileOf } from './plan-file-of.ts';
import type { Progress } from './progress.ts';
import type { Station } from './station.ts';

interface SessionRequest {
  readonly manifest: Manifest;
  readonly planned: PlannedSession;
  readonly station: Station;
  readonly folder: RunFolder;
  readonly cooldown: CooldownPolicy;
  readonly nowUs: () => number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A session under way: the phone, its journal and the build that is installed now. */
interface Bench extends SessionRequest {
  readonly phone: Phone;
  readonly journal: EventJournal;
  installed: PlannedBuild | null;
}

/**
 * All launches on one device. A fault ends this session only; it is an event, and what was measured stays.
 * Never throws for a fault in the field.
 */
export async function runSession(request: SessionRequest): Promise<void> {
  const journal = await request.folder.openJournal(request.planned.device.id, request.nowUs);
  const log = (outcome: EventBody<'harness.session'>['outcome'], message: string | null): Promise<void> =>
    journal.append({
      type: 'harness.session',
      device: request.planned.device.id,
      outcome,
      wallClock: new Date().toISOString(),
      message,
    });
  try {
    await log('started', null);
    await withPhone(request, journal);
    await log('finished', null);
  } catch (error) {
    await journal.append({ type: 'fault', code: codeOf(error), message: messageOf(error), trial: null });
    await log('lost', messageOf(error));
    report(request, `session lost: ${messageOf(error)}`, 0);
  } finally {
    await journal.close();
  }
}

const codeOf = (error: unknown): string => (error instanceof HeatsoakError ? error.code : 'SESSION_FAILED');

async function withPhone(request: SessionRequest, journal: EventJournal): Promise<void> {
  report(request, 'opening the session', 0);
  let current: string | null = null;
  const phone = await request.station.open((command, _startedAtMs, durationMs, ok) => {
    void journal.append({ type: 'harness.command', command, launch: current, durationMs, ok });
  });
  const bench: Bench = { ...request, phone, journal, installed: null };
  try {
    for (const [index, launch] of request.planned.launches.entries()) {
      request.signal.throwIfAborted();
      current = launch.id;
      await runLaunch(bench, launch, index);
    }
    report(request, 'finished', request.planned.launches.length);
  } finally {
    await phone.close();
  }
}

async function runLaunch(bench: Bench, launch: PlannedLaunch, index: number): Promise<void> {
  const build = buildOf(bench.manifest, launch);
  await deployBuild(bench, build, (message) => report(bench, message, index));
  report(bench, `cooling down for ${launch.id}`, index);
  await bench.journal.append(await coolDown(coolable(bench), bench.cooldown, launch.id));
  bench.signal.throwIfAborted();
  report(bench, `measuring ${launch.id}`, index);
  await bench.phone.writePlan(
    build.bundleId,
    launch.id,
    JSON.stringify(planFileOf(bench.manifest, build, launch)),
  );
  const outcome = await awaitLaunch(bench, build, launch);
  await bench.folder.saveLaunchLog(
    bench.planned.device.id,
    launch.id,
    await bench.phone.readEvents(build.bundleId, launch.id),
  );
  await bench.phone.terminate(build.bundleId);
  await bench.journal.append({ type: 'harness.launch', launch: launch.id, ...outcome });
  report(bench, `${launch.id} ${outcome.outcome}`, index + 1);
}

function coolable(bench: Bench) {
  return {
    thermalState: async () => {
      const state = await bench.phone.thermal();
      return state === null ? null : (thermalStates[state] ?? null);
    },
    batteryCelsius: async () => (await bench.phone.battery()).temperatureCelsius,
    wait: (seconds: number) => bench.station.wait(seconds),
  };
}

function report(request: SessionRequest, message: string, launchesDone: number): void {
  request.progress({
    device: request.planned.device.id,
    message,
    launchesDone,
    launchesPlanned: request.planned.launches.length,
  });
}
