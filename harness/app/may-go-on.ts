import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { RunLogs } from '../store/run-folder.ts';

/** What a run was, and what its phones are now. */
interface StoppedRun {
  readonly manifest: Manifest;
  readonly logs: Pick<RunLogs, 'harness' | 'launches'>;
  /** Sessions that have something left to do. */
  readonly unfinished: readonly PlannedSession[];
  /** The OS build of a phone now, by udid; null where it does not say. */
  readonly osBuildOf: (udid: string) => Promise<string | null>;
  readonly now: Date;
}

/** A phone, a room and a battery are others a day later. */
const MOST_HOURS = 24;

/**
 * Refuses to go on with a run whose second half would be measured on another phone than its first: one with another OS build, or
 * the same a day later.
 * @throws HeatsoakError `OS_BUILD_DIFFERS`, `RUN_STALE`
 */
export async function mustGoOn({ manifest, logs, unfinished, osBuildOf, now }: StoppedRun): Promise<void> {
  for (const { device, launches } of unfinished) {
    const before = launches.flatMap(({ id }) => buildIn(logs, `${device.id}/${id}`));
    const build = device.udid === null || before.length === 0 ? null : await osBuildOf(device.udid);
    if (build !== null && !before.includes(build))
      throw new HeatsoakError(
        'OS_BUILD_DIFFERS',
        `${device.id} has the OS build ${build}, and the run began with ${before[0]}: its halves would not be of one phone`,
      );
    const hours = (now.getTime() - lastSeen(logs, device.id)) / 3_600_000;
    if (before.length > 0 && hours > MOST_HOURS)
      throw new HeatsoakError(
        'RUN_STALE',
        `${device.id} was measured ${Math.floor(hours)} h ago for run ${manifest.run}: its halves would be of two days`,
      );
  }
}

const buildIn = ({ launches }: StoppedRun['logs'], key: string): string[] =>
  (launches.get(key)?.events ?? []).flatMap((event) =>
    event.type === 'agent.started' ? [event.device.osBuild] : [],
  );

/** When the session was opened or ended last, ms since 1970; now, where the journal does not say. */
function lastSeen({ harness }: StoppedRun['logs'], device: string): number {
  const last = (harness.get(device)?.events ?? []).findLast((event) => event.type === 'harness.session');
  return last?.type === 'harness.session' ? Date.parse(last.wallClock) : Number.POSITIVE_INFINITY;
}
