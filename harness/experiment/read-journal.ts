import { type EventLog, logReader } from '../protocol/read-log.ts';
import { type JournalEvent, journalEvent } from './journal-event.ts';

/** What the harness wrote about one device, as far as it can be read. */
export type Journal = EventLog<JournalEvent>;

/** Reads a journal cut at any byte. */
export const readJournal: (text: string) => Journal = logReader(journalEvent);
