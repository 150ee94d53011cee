import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import { planFileOf } from '../experiment/plan-file-of.ts';
import type { Phone } from '../phone/phone.ts';
import { folderName, LAUNCH_VARIABLE } from '../protocol/plan-file.ts';
import { awaitEnd, type LaunchEnd, type RunningLaunch } from './await-launch.ts';
import { endLaunch, interruptLaunch } from './end-launch.ts';
import { explainDeath } from './explain-death.ts';
import type { Step } from './plan/next-step.ts';
import { retried } from './retried.ts';
import type { SessionContext } from './session-context.ts';

/** Runs one launch from its plan to its end. @throws what ended the wait for it */
export async function measureLaunch(
  context: SessionContext,
  { launch, build, expectedSeconds }: Extract<Step, { kind: 'measure' }>,
): Promise<void> {
  context.report.step(`measuring ${launch.id}`);
  // A cool-down is long enough for a phone to lock itself.
  for (const { code, message } of await context.phone.clearScreen())
    await context.log.append({ type: 'fault', code, message, trial: null });
  const plan = JSON.stringify(planFileOf(context.manifest, build, launch));
  await context.phone.writePlan(build.bundleId, folderName(context.manifest.run, launch.id), plan);
  // From here on a log in `events/` is this attempt's: one that leaves none must not be scored by an earlier one's.
  await context.folder.supersedeLaunchLog(context.planned.device.id, launch.id);
  await context.log.append({
    type: 'harness.launch',
    launch: launch.id,
    outcome: 'started',
    message: null,
  });
  const folder = folderName(context.manifest.run, launch.id);
  const running = { bundleId: build.bundleId, launch: folder, expectedSeconds, elapsedSeconds: 0 };
  const end = await launchAndAwait(context, running).catch(async (error: unknown) => {
    if (!runsOnAlone(error, context.signal)) await interruptLaunch(context, build, launch, messageOf(error));
    throw error;
  });
  await settle(context, build, launch, end);
}

async function launchAndAwait(context: SessionContext, running: RunningLaunch): Promise<LaunchEnd> {
  await context.phone.launch(running.bundleId, { [LAUNCH_VARIABLE]: running.launch });
  return awaitEnd(context, running);
}

/** Another app in front is no fault of the build: the launch is measured once more, and then it has failed. */
async function settle(
  context: SessionContext,
  build: PlannedBuild,
  launch: PlannedLaunch,
  end: LaunchEnd,
): Promise<void> {
  const { outcome, message } = end;
  if (outcome !== 'behind')
    return endLaunch(
      context,
      build,
      launch,
      await explainDeath(context, build, launch, { message, outcome }),
    );
  if (context.log.state.displaced.has(launch.id))
    return endLaunch(context, build, launch, { outcome: 'failed', message: `${message}, twice` });
  await interruptLaunch(context, build, launch, `${message}: it is measured once more`, 'behind');
}

/**
 * Goes on with a launch that was under way when the journal ended. The phone may be measuring still, or have finished
 * alone; what it has nothing of is measured again.
 */
export async function recoverLaunch(
  context: SessionContext,
  { launch, build, startedUs, expectedSeconds }: Extract<Step, { kind: 'recover' }>,
): Promise<void> {
  const { phone, slot, report } = context;
  report.step(`fetching what ${launch.id} left on the phone`);
  const elapsedSeconds = Math.max(0, (context.nowUs() - startedUs) / 1e6);
  // It may be measuring: the phone is left alone as if nothing had happened.
  await slot.wait(Math.max(0, expectedSeconds - elapsedSeconds));
  const wait = (seconds: number): Promise<void> => slot.wait(seconds);
  const folder = folderName(context.manifest.run, launch.id);
  const status = await retried(() => statusLeft(phone, build.bundleId, folder), { wait });
  if (status === null)
    return interruptLaunch(context, build, launch, 'the session ended in it; the phone has nothing of it');
  const running = { bundleId: build.bundleId, launch: folder, expectedSeconds };
  const seen = await awaitEnd(context, {
    ...running,
    elapsedSeconds: Math.max(elapsedSeconds, expectedSeconds),
  });
  const { outcome } = seen;
  if (outcome !== 'crashed') return settle(context, build, launch, seen);
  const end = await explainDeath(context, build, launch, { ...seen, outcome });
  // An app that is gone without an end may have gone with the harness that watched it: no fault of the build, unless the phone
  // says that it is one.
  if (end.death === undefined)
    return interruptLaunch(context, build, launch, `the session ended in it; ${end.message}`);
  return endLaunch(context, build, launch, end);
}

/** A phone that was erased, or replaced by another, has no app any more: it holds nothing of a launch either. */
const statusLeft = (phone: Phone, bundleId: string, launch: string): Promise<string | null> =>
  phone.readStatus(bundleId, launch).catch((error: unknown) => {
    if (error instanceof HeatsoakError && error.code === 'APP_NOT_INSTALLED') return null;
    throw error;
  });

const lostContact: readonly string[] = [
  'TUNNEL_LOST',
  'SESSION_LOST',
  'AGENT_LOST',
  'IMAGE_MISSING',
  'COMMAND_FAILED',
  'COMMAND_TIMED_OUT',
  'APPIUM_LOST',
  'AFC_LOST',
  'AFC_UNREACHABLE',
];

/** Only the way to the phone is lost: the agent needs nobody to finish, and its log is fetched when the session goes on. */
const runsOnAlone = (error: unknown, signal: AbortSignal): boolean =>
  !signal.aborted && error instanceof HeatsoakError && lostContact.includes(error.code);
