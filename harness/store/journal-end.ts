import { stat } from 'node:fs/promises';
import type { JournalEvent } from '../experiment/journal-event.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { fileUnwritable } from '../files/file-unwritable.ts';
import { mostBytes, readUserText } from '../files/read-user-file.ts';

/** Where a journal ends, so that it can go on there. */
export interface JournalEnd {
  readonly events: readonly JournalEvent[];
  readonly nextSeq: number;
  /** Time of the last event, µs of the journal's clock. */
  readonly lastUs: number;
  /** The last line has no end: its writer was killed in it. */
  readonly isCut: boolean;
}

/**
 * Reads a journal up to its end; one that is not there has nothing in it. A last line that lacks only its end counts.
 * @throws HeatsoakError `FILE_UNWRITABLE` for a file that cannot be read; `UNKNOWN_PROTOCOL_VERSION`
 */
export async function readJournalEnd(path: string): Promise<JournalEnd> {
  const text = (await isFile(path))
    ? await readUserText(path, mostBytes.log).catch((cause) => {
        throw fileUnwritable(path, cause);
      })
    : '';
  return journalEnd(text);
}

/** Where the journal of this text ends. */
export function journalEnd(text: string): JournalEnd {
  const isCut = text !== '' && !text.endsWith('\n');
  const { events } = readJournal(isCut ? `${text}\n` : text);
  return {
    events,
    // Numbers of lines that were lost count too: the last one that was kept has them all before it.
    nextSeq: events.reduce((next, { seq }) => Math.max(next, seq + 1), 0),
    lastUs: events.reduce((latest, { t }) => Math.max(latest, t), 0),
    isCut,
  };
}

/** A device such as /dev/full has no end that could be read. */
async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw fileUnwritable(path, error);
  });
  return found?.isFile() ?? false;
}
