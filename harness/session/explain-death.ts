import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import { crashReportOf } from '../experiment/run-files.ts';
import { sha256OfBytes } from '../files/digest.ts';
import type { ReportedDeath } from '../phone/death-of.ts';
import type { Phone } from '../phone/phone.ts';
import { folderName } from '../protocol/plan-file.ts';
import type { LaunchEnd } from './await-launch.ts';
import type { SessionContext } from './session-context.ts';
import { faultOf } from './session-log.ts';

/** iOS writes a report some seconds after an app died. */
const TRIES = 3;
const PAUSE_SECONDS = 5;

/** An end that stands: the launch is not measured again. */
export type SettledEnd = Pick<LaunchEnd, 'message'> & {
  readonly outcome: Exclude<LaunchEnd['outcome'], 'behind'>;
};

/** How a launch ended, and what the phone's crash report says of it. */
export type ExplainedEnd = SettledEnd & Pick<JournalBody<'harness.launch'>, 'death'>;

type Dying = Omit<SessionContext, 'phone'> & { readonly phone: Pick<Phone, 'deathOf'> };

/**
 * Looks for the crash report of an app that is gone, and keeps it in the run folder. An end of another kind, or one that the
 * phone has written nothing of, stays as it is.
 */
export async function explainDeath(
  context: Dying,
  build: PlannedBuild,
  launch: PlannedLaunch,
  end: SettledEnd,
): Promise<ExplainedEnd> {
  if (end.outcome !== 'crashed') return end;
  context.report.step(`looking for the crash report of ${launch.id}`);
  const found = await lookFor(context, build, launch);
  if (found === null) return end;
  const { cause, words, name } = found;
  const report = Buffer.from(found.report);
  await context.folder.writeBelow(crashReportOf(context.planned.device.id, launch.id), report);
  const message = [words, end.message].filter((part) => part !== null).join('; ');
  return { ...end, message, death: { cause, words, report: { name, ...sha256OfBytes(report) } } };
}

async function lookFor(
  { phone, slot, log, manifest }: Dying,
  build: PlannedBuild,
  launch: PlannedLaunch,
): Promise<ReportedDeath | null> {
  for (let tried = 1; ; tried++) {
    try {
      const found = await phone.deathOf(build.bundleId, folderName(manifest.run, launch.id));
      if (found !== null || tried === TRIES) return found;
    } catch (error) {
      await log.append(faultOf(error));
      if (tried === TRIES) return null;
    }
    await slot.wait(PAUSE_SECONDS);
  }
}
