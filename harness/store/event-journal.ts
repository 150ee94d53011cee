import { open } from 'node:fs/promises';
import type { JournalBody, JournalEvent } from '../experiment/journal-event.ts';
import { fileUnwritable } from '../files/file-unwritable.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { eventLine } from '../protocol/event-line.ts';
import { type JournalEnd, readJournalEnd } from './journal-end.ts';

/**
 * The harness's own log of one device, in the agent's form: append-only, flushed line by line. Its times are µs since the
 * run's start (`runClock`), also in a journal that was opened again: numbers go on and times never go back.
 */
export interface EventJournal {
  /** What stood in the file when it was opened. */
  readonly before: readonly JournalEvent[];
  /** @throws HeatsoakError `FILE_UNWRITABLE`; a later append is tried anew, and the missing number shows the gap */
  append(body: JournalBody): Promise<JournalEvent>;
  close(): Promise<void>;
}

/** What a journal needs of an open file. */
interface JournalFile {
  appendFile(text: string): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal for appending, or goes on with the one that is there: a last line that was cut is kept, and ended.
 * @throws HeatsoakError `FILE_UNWRITABLE`; `UNKNOWN_PROTOCOL_VERSION` for a journal of another version
 */
export async function openJournal(path: string, nowUs: () => number): Promise<EventJournal> {
  const end = await readJournalEnd(path);
  const file = await open(path, 'a').catch((cause) => {
    throw fileUnwritable(path, cause);
  });
  return journalOver(file, path, nowUs, end);
}

const newJournal: JournalEnd = { events: [], nextSeq: 0, lastUs: 0, isCut: false };

/** The journal over a file that is open; `path` is for messages, `end` is where the file ends. */
export function journalOver(
  file: JournalFile,
  path: string,
  nowUs: () => number,
  end: JournalEnd = newJournal,
): EventJournal {
  let seq = end.nextSeq;
  let last: Promise<void> = Promise.resolve();
  // A write that failed, or was killed, may have left half a line: the next one begins a line of its own.
  let start = end.isCut ? '\n' : '';
  // The host's clock may have been set back since.
  const aheadUs = Math.max(0, end.lastUs - nowUs());
  const write = async (line: string): Promise<void> => {
    try {
      await file.appendFile(start + line);
      await file.datasync();
      start = '';
    } catch (cause) {
      start = '\n';
      throw fileUnwritable(path, cause);
    }
  };
  return {
    before: end.events,
    append(body) {
      const event = {
        v: PROTOCOL_VERSION,
        seq: seq++,
        t: Math.round(nowUs() + aheadUs),
        ...body,
      } as JournalEvent;
      const line = eventLine(event.seq, event.t, body);
      // Lines keep their order even when callers do not wait for one another.
      const written = last.then(() => write(line));
      last = written.catch(() => undefined);
      return written.then(() => event);
    },
    async close() {
      await last;
      await file.close();
    },
  };
}
