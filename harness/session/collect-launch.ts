import type { FileDigest } from '../experiment/file-digest.ts';
import type { PlannedBuild, PlannedLaunch } from '../experiment/manifest.ts';
import { sha256OfBytes } from '../files/digest.ts';
import type { Phone } from '../phone/phone.ts';
import { folderName } from '../protocol/plan-file.ts';
import { keepPieces } from './keep-pieces.ts';
import { retried } from './retried.ts';
import type { SessionContext } from './session-context.ts';
import { faultOf } from './session-log.ts';

/** What came of fetching a launch's log. */
export interface Collection {
  /** False: the log still lies on the phone. */
  readonly collected: boolean;
  /** How long the agent ran by its own clock, s; null where its log does not say. */
  readonly agentSeconds: number | null;
  /** What was fetched; null: the agent left no log. Absent where nothing could be fetched. */
  readonly log?: FileDigest | null;
}

/** Fetches the agent's log into the run folder; a try that fails is a fault event. Throws only when that cannot be written. */
export async function collectLaunch(
  context: Omit<SessionContext, 'phone'> & { readonly phone: Pick<Phone, 'readEvents'> },
  build: PlannedBuild,
  launch: PlannedLaunch,
): Promise<Collection> {
  const { phone, folder, planned, slot, log } = context;
  context.report.step(`fetching the log of ${launch.id}`);
  let events: Buffer;
  try {
    events = await retried(
      () => phone.readEvents(build.bundleId, folderName(context.manifest.run, launch.id)),
      {
        wait: (seconds) => slot.wait(seconds),
        onFailure: (error) => log.append(faultOf(error)),
      },
    );
  } catch (error) {
    await log.append(faultOf(error));
    return { collected: false, agentSeconds: null };
  }
  if (events.length > 0) await folder.saveLaunchLog(planned.device.id, launch.id, events);
  await keepPieces(context, build.model, events);
  const digest = events.length > 0 ? sha256OfBytes(events) : null;
  return { collected: true, agentSeconds: lastSeconds(events), log: digest };
}

/** Time of the last whole line. */
function lastSeconds(log: Buffer): number | null {
  const end = log.lastIndexOf('\n');
  if (end < 0) return null;
  const start = log.lastIndexOf('\n', end - 1) + 1;
  try {
    const { t } = JSON.parse(log.toString('utf8', start, end)) as { readonly t?: unknown };
    return typeof t === 'number' && t >= 0 ? t / 1e6 : null;
  } catch {
    return null;
  }
}
