import { eventsPath, launchFolder, planPath, statusPath } from '../protocol/plan-file.ts';
import type { Documents } from './afc/documents.ts';

/**
 * Leaves the plan of a launch in the app's Documents. A launch that is measured again has the folder of its first attempt: that one's
 * status would end it, and its log would stand before this one's.
 */
export async function writePlan(documents: Documents, launch: string, json: string): Promise<void> {
  await documents.makeFolder(launchFolder(launch));
  for (const stale of [statusPath(launch), eventsPath(launch)])
    if ((await documents.sizeOf(stale)) !== null) await documents.remove(stale);
  await documents.write(planPath(launch), Buffer.from(json));
}
