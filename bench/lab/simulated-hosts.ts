import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { openDatabase } from '../../harness/lab-server/database.ts';
import { type AnnouncedPhone, type HostCalls, hostCalls } from '../../harness/lab-server/host-calls.ts';
import type { LabUnderWay } from '../../harness/lab-server/lab-under-way.fixture.ts';
import { openQueue, type Queue } from '../../harness/lab-server/queue.ts';
import type { PerformSession } from '../../harness/lab-server/serve-session.ts';
import { runWorker } from '../../harness/lab-server/worker.ts';

/** A host of a simulation: its worker asks the real database by the real calls, and its phones are timers. */
export interface SimulatedHost {
  /** As kill -9 and a cut look from outside: from now on nothing of it reaches the database. */
  silence(): void;
  /** The link is back. */
  unsilence(): void;
  /** A worker that follows one that was silenced. */
  restart(): void;
  stop(): Promise<void>;
}

/** What all hosts of a simulation share. */
export interface Simulation {
  readonly lab: LabUnderWay;
  /** How long each session measures, s. */
  readonly secondsOf: (run: string, phone: string) => number;
  /** Told how long a fetch from the queue took, ms. */
  readonly fetched: (ms: number) => void;
}

/** The shortest that the queue takes. */
const HEARTBEAT_SECONDS = 10;

/** Starts a host with one connection. */
export async function simulatedHost(
  simulation: Simulation,
  id: string,
  phones: readonly AnnouncedPhone[],
): Promise<SimulatedHost> {
  const { lab } = simulation;
  const database = await openDatabase({ url: lab.url(`heatsoak_host_${id}`) }, 1);
  const queue = await openQueue(database);
  const calls = hostCalls(database);
  const begin = () => {
    const stop = new AbortController();
    const state = { isSilent: false };
    const isReached = (): boolean => !state.isSilent;
    const done = runWorker({
      ...{ phones, heartbeatSeconds: HEARTBEAT_SECONDS, signal: stop.signal },
      home: join(lab.root, id),
      calls: reached(calls, isReached),
      queue: timed(reached(queue, isReached), simulation.fetched),
      perform: timer(simulation),
      say: (message) => lab.said.push(message),
    });
    return { stop, done, state };
  };
  let worker = begin();
  return {
    silence() {
      worker.state.isSilent = true;
    },
    unsilence() {
      worker.state.isSilent = false;
    },
    restart() {
      // What is left of it gets through no more, and is not waited for.
      worker.stop.abort(new Error('killed'));
      worker = begin();
    },
    async stop() {
      worker.stop.abort(new Error('stopped'));
      await worker.done;
      await queue.close();
      await database.close();
    },
  };
}

/** A session that writes its journal, and lasts. */
const timer =
  ({ secondsOf }: Simulation): PerformSession =>
  async ({ manifest, folder, signal, nowUs }) => {
    const [session] = manifest.sessions;
    if (!session) throw new Error('a job has a session');
    const device = session.device.id;
    const journal = await folder.openJournal(device, nowUs);
    const say = (outcome: 'started' | 'finished') =>
      journal.append({
        ...{ type: 'harness.session', device, outcome, message: null },
        wallClock: new Date().toISOString(),
      });
    try {
      await say('started');
      await setTimeout(secondsOf(manifest.run, device) * 1000, undefined, { signal });
      await say('finished');
    } finally {
      await journal.close();
    }
  };

/** Everything that is asked of an object fails while nothing gets through. */
function reached<T extends HostCalls | Queue>(calls: T, isReached: () => boolean): T {
  const guarded = Object.entries(calls).map(([name, call]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      if (!isReached()) throw new HeatsoakError('LAB_UNREACHABLE', 'nothing gets through');
      return (call as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(guarded) as T;
}

const timed = (queue: Queue, fetched: (ms: number) => void): Queue => ({
  ...queue,
  async take(...asked) {
    const began = performance.now();
    const job = await queue.take(...asked);
    fetched(performance.now() - began);
    return job;
  },
});
