import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { journalOf } from '../experiment/run-files.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { AttemptKey, HostCalls, JournalPiece } from './host-calls.ts';
import { placeOf, shippedName } from './shipped-files.ts';

/** Brings what a session writes into its local folder to the lab's database; what cannot be shipped now lies in the folder until it can. */
export interface Shipper {
  /** The local folder; whatever is written into it is shipped. */
  readonly folder: RunFolder;
  /** Waits until all that was written is in the database. @returns false when the limit came first */
  shipped(limitSeconds: number): Promise<boolean>;
  /** Ships no more. */
  stop(): void;
}

interface Shipment {
  readonly calls: Pick<HostCalls, 'ship'>;
  readonly key: AttemptKey;
  readonly folder: RunFolder;
  readonly device: string;
  /** Names of what an earlier attempt has left in the folder: this attempt is whole by itself. */
  readonly before: readonly string[];
}

/** A journal grows line by line: its lines of so long go together. */
const GATHER_MS = 500;
const RETRY_MS = 2000;
/** The database takes 16 MiB at once. */
const MOST_PIECE_BYTES = 4 * 2 ** 20;

/** Begins to ship what lies in the folder, and what will. */
export function shipperOf({ calls, key, folder, device, before }: Shipment): Shipper {
  const pending = new Set(before);
  const stopped = new AbortController();
  const journalPath = join(folder.path, journalOf(device));
  let journalShipped = 0;
  let pumping: Promise<void> | null = null;
  let isWanted = false;

  const pumpOnce = async (): Promise<void> => {
    // The logs that a journal's line speaks of go before the line, or with it.
    const journal = { start: journalShipped, bytes: await bytesFrom(journalPath, journalShipped) };
    let rest = [...pending];
    do rest = await shipSome(rest, journal);
    while (rest.length > 0);
    journalShipped += journal.bytes.length;
  };
  /** Ships as many of the logs as go at once; the journal's piece goes with the last of them. @returns names of the rest */
  const shipSome = async (names: readonly string[], journal: JournalPiece): Promise<string[]> => {
    const logs = new Map<string, Buffer>();
    try {
      const rest = await takeSome(names, logs);
      const lines = rest.length === 0 && journal.bytes.length > 0 ? { journal } : {};
      if (logs.size > 0 || 'journal' in lines) await calls.ship(key, { logs, ...lines });
      return rest;
    } catch (error) {
      for (const name of logs.keys()) pending.add(name);
      throw error;
    }
  };
  /** Reads logs into `logs` and takes them off the list: what is written anew from then on is shipped again. @returns names of the rest */
  const takeSome = async (names: readonly string[], logs: Map<string, Buffer>): Promise<string[]> => {
    let [taken, size] = [0, 0];
    for (const name of names) {
      if (size >= MOST_PIECE_BYTES) break;
      taken += 1;
      pending.delete(name);
      const bytes = await readFile(join(folder.path, placeOf(device, name))).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') pending.add(name);
          return unlessMissing(error);
        },
      );
      if (bytes === null) continue;
      logs.set(name, bytes);
      size += bytes.length;
    }
    return names.slice(taken);
  };
  const pump = async (): Promise<void> => {
    while (isWanted && !stopped.signal.aborted) {
      isWanted = false;
      await pumpOnce().catch(async () => {
        isWanted = true;
        await pause(RETRY_MS, stopped.signal);
      });
      if (isWanted) await pause(GATHER_MS, stopped.signal);
    }
    pumping = null;
  };
  const want = (): void => {
    isWanted = true;
    pumping ??= pump();
  };
  if (pending.size > 0) want();

  return {
    folder: {
      ...folder,
      async openJournal(of, nowUs) {
        const journal = await folder.openJournal(of, nowUs);
        want();
        return {
          ...journal,
          async append(body) {
            const event = await journal.append(body);
            want();
            return event;
          },
        };
      },
      async saveLaunchLog(of, launch, bytes) {
        await folder.saveLaunchLog(of, launch, bytes);
        pending.add(launch);
        want();
      },
      async writeBelow(place, content) {
        const path = await folder.writeBelow(place, content);
        const name = shippedName(device, place);
        if (name !== null) pending.add(name);
        want();
        return path;
      },
    },
    async shipped(limitSeconds) {
      want();
      const late = new AbortController();
      const done = (async () => {
        while (pumping !== null) await pumping;
        return true;
      })();
      const limit = setTimeout(limitSeconds * 1000, false, { signal: late.signal }).catch(() => false);
      const isDone = await Promise.race([done, limit]);
      late.abort();
      return isDone;
    },
    stop: () => stopped.abort(),
  };
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function bytesFrom(path: string, start: number): Promise<Buffer> {
  const file = await open(path).catch(unlessMissing);
  if (file === null) return Buffer.alloc(0);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(MOST_PIECE_BYTES, Math.max(0, size - start)));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
