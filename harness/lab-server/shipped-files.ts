import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CRASH_REPORTS, crashReportOf, EVENTS } from '../experiment/run-files.ts';

/** How the lab names a crash report among the logs; no launch is named so. */
const REPORT = '.ips';

/** Where a file that is shipped under a name lies in a run folder: the log of a launch, or the report of its app's death. */
export const placeOf = (device: string, name: string): string =>
  name.endsWith(REPORT)
    ? crashReportOf(device, name.slice(0, -REPORT.length))
    : `${EVENTS}/${device}/${name}.jsonl`;

/** The name under which a file of a run folder is shipped; null for one that stays on its host. */
export function shippedName(device: string, place: string): string | null {
  const folder = `${CRASH_REPORTS}/${device}/`;
  return place.startsWith(folder) && place.endsWith(REPORT) ? place.slice(folder.length) : null;
}

export const isCrashReport = (name: string): boolean => name.endsWith(REPORT);

/** Names of all that a run folder has of a device, but its journal. */
export async function namesIn(folder: string, device: string): Promise<string[]> {
  const [logs, reports] = await Promise.all(
    [EVENTS, CRASH_REPORTS].map((kind) => readdir(join(folder, kind, device)).catch(() => [])),
  );
  return [
    ...(logs ?? []).flatMap((name) => (name.endsWith('.jsonl') ? [name.slice(0, -'.jsonl'.length)] : [])),
    ...(reports ?? []).filter(isCrashReport),
  ];
}
