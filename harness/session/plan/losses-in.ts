import type { JournalEvent } from '../../experiment/journal-event.ts';

/** A time at which a session was lost. */
interface SessionLoss {
  readonly at: string;
  /** Of the fault that the session ended with. */
  readonly code: string;
  /** False: it was opened again afterwards. */
  readonly final: boolean;
}

/** When a session was lost, by its journal, in order. */
export function lossesIn(events: readonly JournalEvent[]): SessionLoss[] {
  const sessions = events.filter((event) => event.type === 'harness.session');
  return sessions.flatMap((event) => {
    if (event.outcome !== 'lost') return [];
    const fault = events.slice(0, events.indexOf(event)).findLast(({ type }) => type === 'fault');
    const code = fault?.type === 'fault' ? fault.code : 'SESSION_FAILED';
    return [{ at: event.wallClock, code, final: event === sessions.at(-1) }];
  });
}
