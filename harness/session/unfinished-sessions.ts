import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import { readLogs } from '../store/run-folder.ts';
import { isComplete } from './plan/next-step.ts';
import { stateOf } from './plan/state.ts';

/** The sessions of a run that have something left to do, by their journals. */
export async function unfinishedSessions(folder: string, manifest: Manifest): Promise<PlannedSession[]> {
  const { harness } = await readLogs(folder, manifest);
  return manifest.sessions.filter((planned) => {
    const events = harness.get(planned.device.id)?.events ?? [];
    return !isComplete(stateOf(events), { manifest, planned });
  });
}
