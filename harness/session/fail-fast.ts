import type { JournalBody } from '../experiment/journal-event.ts';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import { settledFault } from '../judge/fail-fast.ts';
import { readLogs } from '../store/run-folder.ts';
import { remainingLaunches } from './plan/remaining-launches.ts';
import type { SessionContext } from './session-context.ts';

type Checked = Pick<SessionContext, 'manifest' | 'planned' | 'folder' | 'log'>;

/**
 * Asks after a launch whether the verdict is settled, by the logs of all phones as they lie in the run folder: a phone so
 * learns of another one's crash after its own launch, and none waits for another.
 */
export async function failFastAfter(
  { manifest, planned, folder, log }: Checked,
  { id: launch }: PlannedLaunch,
): Promise<JournalBody<'harness.fail-fast'>> {
  const fault = settledFault(await readLogs(folder.path, manifest));
  const asked = { type: 'harness.fail-fast', launch } as const;
  if (fault === null) return { ...asked, decision: 'go-on', reason: null, skipped: [] };
  const skipped = remainingLaunches(log.state, { manifest, planned }).map(({ id }) => id);
  return { ...asked, decision: 'stop', reason: fault.reason, skipped };
}
