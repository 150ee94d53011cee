import { availableParallelism } from 'node:os';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { openWorker } from '../../harness/modules/open-worker.ts';
import { ggmlLibrary } from './ggml-library.ts';
import type { WritableType } from './quantise.ts';
import { type Requantisation, requantise } from './requantise.ts';
import type { RequantiseAnswer } from './requantise-worker.ts';

/** Threads that requantise pieces side by side. Pieces in shared memory are worked on where they lie; others are copied. */
export interface Requantisers {
  /** Pieces worth having under way at once. */
  readonly atOnce: number;
  requantise(piece: Requantisation): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Starting a thread takes longer than a small model. */
const WORTH_A_THREAD = 20_000_000;
/** ggml writes its plain blocks faster than a thread is handed them; only the search of K-quants takes long. */
const WORTH_A_THREAD_OF_GGML = 1_000_000_000;

/** As many threads as the host has processors, or this one for a model of few weights. */
export function openRequantisers(weights: number, to: WritableType): Requantisers {
  // Opened here first: were threads the only ones to hold the library, it would be unloaded with them, and cannot be loaded twice.
  const isFast = ggmlLibrary() !== null && !to.endsWith('_K');
  const threads = weights < (isFast ? WORTH_A_THREAD_OF_GGML : WORTH_A_THREAD) ? 0 : availableParallelism();
  if (threads < 2) {
    return { atOnce: 1, requantise: async (piece) => requantise(piece), close: async () => undefined };
  }
  const workers = Array.from({ length: threads }, startThread);
  let next = 0;
  return {
    atOnce: threads,
    requantise: (piece) => {
      const worker = workers[next++ % threads];
      return worker ? worker.ask(piece) : Promise.resolve(requantise(piece));
    },
    close: async () => void (await Promise.all(workers.map((worker) => worker.end()))),
  };
}

interface Waiting {
  resolve(bytes: Uint8Array): void;
  reject(error: Error): void;
}

interface Thread {
  ask(piece: Requantisation): Promise<Uint8Array>;
  end(): Promise<number>;
}

function startThread(): Thread {
  const worker = openWorker(new URL(WORKER, import.meta.url));
  const waiting = new Map<number, Waiting>();
  worker.on('message', (answer: RequantiseAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('bytes' in answer) asked?.resolve(answer.bytes);
    else asked?.reject(new HeatsoakError(answer.code, answer.message, { hint: answer.hint }));
  });
  let ended: Error | null = null;
  const fail = (error: Error): void => {
    ended ??= error;
    for (const asked of waiting.values()) asked.reject(error);
    waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('a quantising thread ended early')));
  let id = 0;
  return {
    ask: (piece) =>
      new Promise((resolve, reject) => {
        // A thread that has ended would never answer.
        if (ended) reject(ended);
        waiting.set(++id, { resolve, reject });
        worker.postMessage({ id, piece });
      }),
    end: () => worker.terminate(),
  };
}

const WORKER = import.meta.url.endsWith('.ts') ? './requantise-worker.ts' : './requantise-worker.js';
