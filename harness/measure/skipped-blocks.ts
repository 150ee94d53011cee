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
export function withoutSkipped(manifest: Manifest, harness: ReadonlyMap<string, Journal>): Manifest {
  const sessions = manifest.sessions.map((session) => {
    const measured = new Map(
      earlyStops(manifest, harness.get(session.device.id)).map((stop) => [stop.suite, stop.blocks]),
    );
    const skipped = new Set(failedFast(manifest, harness.get(session.device.id))?.skipped);
    if (measured.size === 0 && skipped.size === 0) return session;
    const launches = session.launches.filter(
      (launch) =>
        launch.block < (measured.get(launch.suite) ?? Number.POSITIVE_INFINITY) && !skipped.has(launch.id),
    );
    return { ...session, launches };
  });
  return { ...manifest, sessions };
}
