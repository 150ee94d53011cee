import { type FileHandle, open } from 'node:fs/promises';
import { type EventBody, PROTOCOL_VERSION } from '../protocol/event.ts';

/** The harness's own log of one device, in the agent's form: append-only, flushed line by line. */
export interface EventJournal {
  append(body: EventBody): Promise<void>;
  close(): Promise<void>;
}

/** Opens a journal for appending; `nowUs` is monotonic since the run's start. */
export async function openJournal(path: string, nowUs: () => number): Promise<EventJournal> {
  const file: FileHandle = await open(path, 'a');
  let seq = 0;
  let last: Promise<void> = Promise.resolve();
  const write = async (line: string): Promise<void> => {
    await file.appendFile(line);
    await file.datasync();
  };
  return {
    append(body) {
      const line = `${JSON.stringify({ v: PROTOCOL_VERSION, seq: seq++, t: Math.round(nowUs()), ...body })}\n`;
      // Lines keep their order even when callers do not wait for one another.
      last = last.then(() => write(line));
      return last;
    },
    async close() {
      await last;
      await file.close();
    },
  };
}
