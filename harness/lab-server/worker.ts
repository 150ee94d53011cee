import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../errors/heatsoak-error.ts';
import { phoneQueue, poolQueue } from '../lab-plan/places.ts';
import { longestRestedFirst } from '../lab-plan/rested.ts';
import type { AnnouncedPhone, HostCalls } from './host-calls.ts';
import { type FetchedJob, HEARTBEAT_SECONDS, type Queue } from './queue.ts';
import { type PerformSession, type ServedEnd, type SessionPorts, serveSession } from './serve-session.ts';
import { inSpan } from './telemetry.ts';
import type { WorkerMeter } from './worker-meter.ts';

/** What a host brings to the lab. */
export interface WorkerPorts {
  readonly calls: HostCalls;
  readonly queue: Queue;
  readonly phones: readonly AnnouncedPhone[];
  readonly perform: PerformSession;
  /** Folder of the sessions' local run folders; they stay until the lab has all that is in them. */
  readonly home: string;
  /** Stops it: sessions under way are given back. */
  readonly signal: AbortSignal;
  readonly say: (message: string) => void;
  /** Between two questions for work, s. */
  readonly askSeconds?: number | undefined;
  readonly heartbeatSeconds?: number | undefined;
  /** Counts what it does. */
  readonly meter?: WorkerMeter | undefined;
}

const ASK_SECONDS = 5;

/**
 * Serves a host's phones until it is stopped: asks for work for those that are free, one question for all of them; what the
 * host's phones were doing when an earlier worker ended is gone on with first. A database that is away is asked again.
 */
export async function runWorker(ports: WorkerPorts): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  const endedAt = new Map<string, number>();
  const heartbeatSeconds = ports.heartbeatSeconds ?? HEARTBEAT_SECONDS;
  const begin = (phone: AnnouncedPhone, job: FetchedJob): void => {
    const session = served({ ...ports, heartbeatSeconds }, phone, job)
      .then((end) => ports.meter?.ended(end))
      .catch((error: unknown) => {
        ports.meter?.failed();
        ports.say(`${job.run} on ${phone.id}: ${messageOf(error)}`);
      })
      .finally(() => {
        busy.delete(phone.id);
        endedAt.set(phone.id, performance.now());
      });
    busy.set(phone.id, session);
  };
  let hasResumed = false;
  while (!ports.signal.aborted) {
    try {
      const fit = await ports.calls.fitPhones(ports.phones);
      if (!hasResumed) for (const { phone, job } of await leftSessions(ports)) begin(phone, job);
      hasResumed = true;
      const free = longestRestedFirst(
        fit.filter(({ id }) => !busy.has(id)),
        endedAt,
      );
      for (const { phone, job } of await workFor(ports, free)) begin(phone, job);
      const idle = fit.filter(({ id }) => !busy.has(id)).length;
      ports.meter?.asked({ busy: busy.size, idle, quarantined: ports.phones.length - fit.length });
    } catch (error) {
      ports.meter?.failed();
      ports.say(messageOf(error));
    }
    await pause((ports.askSeconds ?? ASK_SECONDS) * 1000, ports.signal);
  }
  await Promise.all(busy.values());
}

const served = (ports: SessionPorts, phone: AnnouncedPhone, job: FetchedJob): Promise<ServedEnd> =>
  inSpan(
    'heatsoak.session',
    { 'heatsoak.run': job.run, 'heatsoak.slot': job.slot, 'heatsoak.phone': phone.id },
    async (note) => {
      const end = await serveSession(ports, phone, job);
      note({ 'heatsoak.end': end });
      return end;
    },
  );

interface Work {
  readonly phone: AnnouncedPhone;
  readonly job: FetchedJob;
}

async function leftSessions({ calls, phones }: WorkerPorts): Promise<Work[]> {
  const left = await calls.mySessions();
  return left.flatMap(({ phone: id, job }) => {
    const phone = phones.find((each) => each.id === id);
    return phone ? [{ phone, job }] : [];
  });
}

/** What is meant for the very phone comes first; of a pool only runs in which it has no other part. */
async function workFor(ports: WorkerPorts, free: readonly AnnouncedPhone[]): Promise<Work[]> {
  if (free.length === 0) return [];
  const { queue, calls } = ports;
  const queues = new Set(free.flatMap(({ id, model }) => [phoneQueue(id), poolQueue(model)]));
  const ready = new Set(await queue.ready([...queues]));
  const work: Work[] = [];
  for (const phone of free) {
    const own = ready.has(phoneQueue(phone.id)) ? await queue.take(phoneQueue(phone.id)) : null;
    const pool = poolQueue(phone.model);
    const job = own ?? (ready.has(pool) ? await queue.take(pool, await calls.runsOf(phone.id)) : null);
    if (job) work.push({ phone, job });
  }
  return work;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);
