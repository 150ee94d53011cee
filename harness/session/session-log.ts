import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { JournalBody } from '../experiment/journal-event.ts';
import type { EventJournal } from '../store/event-journal.ts';
import { type SessionState, stateAfter, stateOf } from './plan/state.ts';

/** The journal of a session under way, and what it adds up to. */
export interface SessionLog {
  /** Of everything that is on the disk. */
  readonly state: SessionState;
  /** @throws HeatsoakError `FILE_UNWRITABLE` */
  append(body: JournalBody): Promise<void>;
}

/** Goes on with a journal that was opened. */
export function sessionLog(journal: EventJournal): SessionLog {
  let state = stateOf(journal.before);
  return {
    get state() {
      return state;
    },
    async append(body) {
      state = stateAfter(state, await journal.append(body));
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
