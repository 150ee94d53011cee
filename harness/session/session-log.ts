import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import { type PiecesByModel, piecesIn } from '../experiment/pieces-in.ts';
import type { EventJournal } from '../store/event-journal.ts';
import { type SessionState, stateAfter, stateOf } from './plan/state.ts';

/** The journal of a session under way, and what it adds up to. */
export interface SessionLog {
  /** Of everything that is on the disk. */
  readonly state: SessionState;
  /** What it says that tokens write. */
  readonly pieces: PiecesByModel;
  /** @throws HeatsoakError `FILE_UNWRITABLE` */
  append(body: JournalBody): Promise<void>;
}

/** Goes on with a journal that was opened. */
export function sessionLog(journal: EventJournal): SessionLog {
  let state = stateOf(journal.before);
  const pieces = journal.before.filter(({ type }) => type === 'harness.pieces');
  return {
    get state() {
      return state;
    },
    get pieces() {
      return piecesIn(pieces);
    },
    async append(body) {
      const event = await journal.append(body);
      state = stateAfter(state, event);
      if (event.type === 'harness.pieces') pieces.push(event);
    },
  };
}

/** What went wrong, as an event. */
export const faultOf = (error: unknown): JournalBody<'fault'> => ({
  type: 'fault',
  code: error instanceof HeatsoakError ? error.code : 'SESSION_FAILED',
  message: messageOf(error),
  trial: null,
});
