import { open } from 'node:fs/promises';
import type { JournalBody } from '../experiment/journal-event.ts';
import { fileUnwritable } from '../files/file-unwritable.ts';
import { eventLine } from '../protocol/event-line.ts';

/** The harness's own log of one device, in the agent's form: append-only, flushed line by line. */
export interface EventJournal {
  /** @throws HeatsoakError `FILE_UNWRITABLE`; a later append is tried anew, and the missing number shows the gap */
  append(body: JournalBody): Promise<void>;
  close(): Promise<void>;
}

/** What a journal needs of an open file. */
interface JournalFile {
  appendFile(text: string): Promise<void>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a journal for appending; `nowUs` is monotonic since the run's start. @throws HeatsoakError `FILE_UNWRITABLE` */
export async function openJournal(path: string, nowUs: () => number): Promise<EventJournal> {
  const file = await open(path, 'a').catch((cause) => {
    throw fileUnwritable(path, cause);
  });
  return journalOver(file, path, nowUs);
}

/** The journal over a file that is open; `path` is for messages. */
export function journalOver(file: JournalFile, path: string, nowUs: () => number): EventJournal {
  let seq = 0;
  let last: Promise<void> = Promise.resolve();
  // A write that failed may have left half a line: the next one begins a line of its own.
  let start = '';
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
    append(body) {
      const line = eventLine(seq++, Math.round(nowUs()), body);
      // Lines keep their order even when callers do not wait for one another.
      const written = last.then(() => write(line));
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}
