import type { JournalEventOf } from '../experiment/journal-event.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { Journal } from '../experiment/read-journal.ts';

/** The interim analyses that ended a suite early on one phone. A journal may end what the plan lets end, and no earlier. */
export function earlyStops(
  { stopping }: Pick<Manifest, 'stopping'>,
  log: Journal | undefined,
): JournalEventOf<'harness.stopping'>[] {
  if (!stopping) return [];
  return (log?.events ?? []).filter(
    (event): event is JournalEventOf<'harness.stopping'> =>
      event.type === 'harness.stopping' && event.decision === 'stop' && event.blocks >= stopping.leastBlocks,
  );
}

/** The plan without the blocks that an early stop made needless: they are not missing. */
export function withoutSkippedBlocks(manifest: Manifest, harness: ReadonlyMap<string, Journal>): Manifest {
  const sessions = manifest.sessions.map((session) => {
    const measured = new Map(
      earlyStops(manifest, harness.get(session.device.id)).map((stop) => [stop.suite, stop.blocks]),
    );
    if (measured.size === 0) return session;
    const launches = session.launches.filter(
      (launch) => launch.block < (measured.get(launch.suite) ?? Number.POSITIVE_INFINITY),
    );
    return { ...session, launches };
  });
  return { ...manifest, sessions };
}
