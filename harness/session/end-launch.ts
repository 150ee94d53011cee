import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import { collectLaunch } from './collect-launch.ts';
import type { ExplainedEnd } from './explain-death.ts';
import { retried } from './retried.ts';
import type { SessionContext } from './session-context.ts';
import { faultOf } from './session-log.ts';

/**
 * A launch has ended: its log is fetched, its end is written, and only then the phone is put in order. An end in the
 * journal so means that the log lies in the run folder, or that the journal says it does not.
 */
export async function endLaunch(
  context: SessionContext,
  build: PlannedBuild,
  launch: PlannedLaunch,
  end: ExplainedEnd,
): Promise<void> {
  const { collected, ...fetched } = await collectLaunch(context, build, launch);
  await context.log.append({
    type: 'harness.launch',
    launch: launch.id,
    ...end,
    ...fetched,
    ...(collected ? {} : { collected }),
  });
  await terminateApp(context, build);
  context.report.step(`${launch.id} ${end.outcome}`);
}

/** The harness ends a launch before its time: said first, then the app is ended and what it logged is kept. */
export async function interruptLaunch(
  context: SessionContext,
  build: PlannedBuild,
  launch: PlannedLaunch,
  message: string,
  because?: JournalBody<'harness.launch'>['because'],
): Promise<void> {
  const outcome: JournalBody<'harness.launch'>['outcome'] = 'interrupted';
  await context.log.append({
    type: 'harness.launch',
    launch: launch.id,
    outcome,
    message,
    ...(because ? { because } : {}),
  });
  await terminateApp(context, build);
  await collectLaunch(context, build, launch);
}

/** An app that stays would heat the phone for nobody; the next launch ends it in any case, so this is worth a fault and no more. */
async function terminateApp({ phone, slot, log }: SessionContext, build: PlannedBuild): Promise<void> {
  const onFailure = (error: unknown): Promise<void> => log.append(faultOf(error));
  await retried(() => phone.terminate(build.bundleId), {
    wait: (seconds) => slot.wait(seconds),
    onFailure,
  }).catch(onFailure);
}
