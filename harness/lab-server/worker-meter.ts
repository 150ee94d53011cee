import { byState, gauge, type Reading } from './readings.ts';
import type { ServedEnd } from './serve-session.ts';

/** What a worker's phones do. */
export interface WorkerPhones {
  readonly busy: number;
  readonly idle: number;
  readonly quarantined: number;
}

/** Counts what a worker does, from its start. */
export interface WorkerMeter {
  /** It has asked for work, and was answered. */
  asked(phones: WorkerPhones): void;
  ended(end: ServedEnd): void;
  /** A question or a session ended with an error; it is tried again. */
  failed(): void;
  readings(): Reading[];
}

/** @param nowSeconds a clock that never goes back */
export function workerMeter(nowSeconds: () => number): WorkerMeter {
  let phones: WorkerPhones = { busy: 0, idle: 0, quarantined: 0 };
  let answered = nowSeconds();
  let failures = 0;
  const ends: Record<Exclude<ServedEnd, 'none'>, number> = {
    ...{ done: 0, lost: 0, waiting: 0 },
    ...{ kept: 0, fenced: 0 },
  };
  return {
    asked(now) {
      phones = now;
      answered = nowSeconds();
    },
    ended(end) {
      if (end !== 'none') ends[end] += 1;
    },
    failed() {
      failures += 1;
    },
    readings: () => [
      {
        ...{ name: 'worker.phones', kind: 'gauge', help: 'Phones of this host.' },
        values: byState({ ...phones }),
      },
      {
        ...{ name: 'worker.sessions', kind: 'counter', help: 'Sessions that ended here, by how.' },
        values: byState(ends, 'end'),
      },
      {
        ...{
          name: 'worker.failures',
          kind: 'counter',
          help: 'Questions and sessions that ended with an error.',
        },
        values: [{ labels: {}, value: failures }],
      },
      gauge('worker.answered.seconds', 'Since the lab answered last.', nowSeconds() - answered),
    ],
  };
}
