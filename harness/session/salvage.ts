import { buildOf } from '../experiment/build-of.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import type { AppState } from '../phone/phone.ts';
import type { PhoneFiles } from '../phone/phone-files.ts';
import { folderName } from '../protocol/plan-file.ts';
import { awaitEnd } from './await-launch.ts';
import { collectLaunch } from './collect-launch.ts';
import { type CommandLog, commandLog } from './command-log.ts';
import { explainDeath, type SettledEnd } from './explain-death.ts';
import { expectedSeconds } from './plan/expected-seconds.ts';
import type { SessionReport, SessionRequest } from './session-context.ts';
import { faultOf, type SessionLog } from './session-log.ts';

/** A session that is lost, with what of its phone can be reached still. */
interface Wreck extends SessionRequest {
  readonly log: SessionLog;
  readonly report: SessionReport;
  readonly phone: PhoneFiles;
}

/**
 * Fetches the launch that was under way when a phone lost its WebDriverAgent for good: an agent needs nobody to finish, and its files
 * need the tunnel alone. What cannot be fetched stays on the phone, for whoever goes on with the run.
 */
export async function salvage(
  request: SessionRequest,
  log: SessionLog,
  report: SessionReport,
): Promise<void> {
  const launch = request.planned.launches.find(({ id }) => id === log.state.underWay?.launch);
  const { openFiles, phoneSeconds } = request.slot;
  if (!launch || !openFiles || request.signal.aborted) return;
  const commands: CommandLog = commandLog(log, phoneSeconds);
  commands.launch = launch.id;
  try {
    const phone = await openFiles(commands.listener);
    await fetchLaunch({ ...request, log, report, phone }, launch);
  } catch (error) {
    // The session is lost for another reason, which has been told.
    await log.append(faultOf(error));
  } finally {
    await commands.settle().catch(() => undefined);
  }
}

async function fetchLaunch(wreck: Wreck, launch: PlannedLaunch): Promise<void> {
  const { log, manifest, report, nowUs, phone } = wreck;
  const build = buildOf(manifest, launch);
  const folder = folderName(manifest.run, launch.id);
  const left = await phone.readStatus(build.bundleId, folder);
  if (left === null) return;
  report.step(`fetching ${launch.id} without WebDriverAgent`);
  const seconds = expectedSeconds(log.state, wreck, launch);
  const running = {
    ...{ bundleId: build.bundleId, launch: folder, expectedSeconds: seconds },
    elapsedSeconds: Math.max(0, (nowUs() - (log.state.underWay?.startedUs ?? 0)) / 1e6),
  };
  const seen = { ...phone, state: () => stateOf(phone, build.bundleId) };
  const end = await explained(wreck, launch, await awaitEnd({ ...wreck, phone: seen }, running));
  if (end === null) return;
  const { collected, ...fetched } = await collectLaunch(wreck, build, launch);
  await log.append({
    ...{ type: 'harness.launch', launch: launch.id, ...end, ...fetched },
    ...(collected ? {} : { collected }),
  } satisfies JournalBody<'harness.launch'>);
  // An app that stays would heat the phone for nobody until somebody comes.
  await phone.kill(build.bundleId).catch((error: unknown) => log.append(faultOf(error)));
}

/** By Instruments, where they answer; else the app is taken to be there: its status goes on, or it does not. */
const stateOf = async (phone: Pick<PhoneFiles, 'isRunning'>, bundleId: string): Promise<AppState> =>
  (await phone.isRunning(bundleId).catch(() => true)) ? 'foreground' : 'not-running';

/** Silence is an end only where the phone has written that the app died: else the launch is left to whoever goes on. */
async function explained(
  wreck: Wreck,
  launch: PlannedLaunch,
  { outcome, message }: Awaited<ReturnType<typeof awaitEnd>>,
): Promise<SettledEnd | null> {
  if (outcome === 'finished' || outcome === 'failed') return { outcome, message };
  const build = buildOf(wreck.manifest, launch);
  const end = await explainDeath(wreck, build, launch, { outcome: 'crashed', message });
  return end.death === undefined ? null : end;
}
