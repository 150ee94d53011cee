import { blockPlaces } from '../experiment/block-places.ts';
import type { JournalEventOf } from '../experiment/journal-event.ts';
import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import type { Journal } from '../experiment/read-journal.ts';
import type { RunLogs } from './measure.ts';

type Stop = JournalEventOf<'harness.stopping'>;

/**
 * The interim analyses that ended a suite early on one phone. A journal may end what the plan lets end, between the plan's
 * numbers of blocks, and nothing that was measured after all: blocks are not left out because of what they say.
 */
export function earlyStops(
  { stopping }: Pick<Manifest, 'stopping'>,
  { device, launches }: PlannedSession,
  logs: RunLogs,
): Stop[] {
  if (!stopping) return [];
  const places = blockPlaces(launches);
  const isHalf = ({ suite, blocks }: Stop): boolean =>
    launches.some((launch) => launch.suite === suite && places.get(launch.id)?.over === blocks);
  // A proof passes after whole blocks alone.
  const mayEnd = (stop: Stop): boolean =>
    stopping.halves === true && isHalf(stop) && (stopping.rule === 'quick' || stop.because === 'worse');
  const isPlanned = (stop: Stop): boolean =>
    stop.blocks >= stopping.leastBlocks &&
    stop.blocks <= stopping.mostBlocks &&
    (Number.isInteger(stop.blocks) || mayEnd(stop));
  const ended = ({ suite, blocks }: Stop): boolean =>
    launches.every(
      (launch) =>
        launch.suite !== suite ||
        (places.get(launch.id)?.before ?? launch.block) < blocks ||
        !logs.launches.has(`${device.id}/${launch.id}`),
    );
  return (logs.harness.get(device.id)?.events ?? []).filter(
    (event): event is Stop =>
      event.type === 'harness.stopping' && event.decision === 'stop' && isPlanned(event) && ended(event),
  );
}

/** The launch after which a phone left out what remained. A journal leaves out nothing in a run that does not fail fast. */
export function failedFast(
  { failFast }: Pick<Manifest, 'failFast'>,
  log: Journal | undefined,
): JournalEventOf<'harness.fail-fast'> | null {
  if (!failFast) return null;
  const stop = log?.events.find(
    (event): event is JournalEventOf<'harness.fail-fast'> =>
      event.type === 'harness.fail-fast' && event.decision === 'stop',
  );
  return stop ?? null;
}

/** The plan without what was left out: blocks that an early stop made needless, launches of a run that failed fast. They are not missing. */
export function withoutSkipped(manifest: Manifest, logs: RunLogs): Manifest {
  const sessions = manifest.sessions.map((session) => {
    const measured = new Map(earlyStops(manifest, session, logs).map((stop) => [stop.suite, stop.blocks]));
    const skipped = new Set(failedFast(manifest, logs.harness.get(session.device.id))?.skipped);
    if (measured.size === 0 && skipped.size === 0) return session;
    const places = blockPlaces(session.launches);
    const launches = session.launches.filter(
      (launch) =>
        (places.get(launch.id)?.before ?? launch.block) <
          (measured.get(launch.suite) ?? Number.POSITIVE_INFINITY) && !skipped.has(launch.id),
    );
    return { ...session, launches };
  });
  return { ...manifest, sessions };
}
