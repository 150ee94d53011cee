import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../errors/heatsoak-error.ts';
import { phoneQueue, poolQueue } from '../lab-plan/places.ts';
import { hasCooled, longestRestedFirst, type Rest } from '../lab-plan/rested.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { AnnouncedPhone, Asked, HostCalls } from './host-calls.ts';
import { type FetchedJob, HEARTBEAT_SECONDS, type Queue } from './queue.ts';
import { type PerformSession, type ServedSession, type SessionPorts, serveSession } from './serve-session.ts';
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
  /** Whether a phone needs real time to cool, as every iPhone does and no virtual one; absent: none does. */
  readonly coolsByTheClock?: ((phone: string) => boolean) | undefined;
  /** Counts what it does. */
  readonly meter?: WorkerMeter | undefined;
}

const ASK_SECONDS = 5;
/** Hosts of a lab that wakes up at once must not ask in step for ever: each question comes up to so much of the interval sooner or later. */
const ASK_JITTER = 0.2;
/**
 * Sessions that are begun after one question: phones of a host that begin together want its disk and its cables for the same
 * app and model, and all hosts together the database.
 */
const MOST_BEGUN_AT_ONCE = 2;

/**
 * Serves a host's phones until it is stopped: asks for work for those that are free, one question for all of them. What the
 * host's phones were doing when an earlier worker ended is gone on with first; so is what nobody has worked on for a heartbeat,
 * such as a session whose claim was answered into a cut link. A database that is away is asked again.
 */
export async function runWorker(ports: WorkerPorts): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  const rests = new Map<string, Rest>();
  const heartbeatSeconds = ports.heartbeatSeconds ?? HEARTBEAT_SECONDS;
  const heartbeat = startHeartbeat({ ...ports, heartbeatSeconds });
  const begin = (phone: AnnouncedPhone, job: FetchedJob): void => {
    const session = served({ ...ports, heartbeat }, phone, job)
      .then(({ end, coolSeconds }) => {
        ports.meter?.ended(end);
        if (end === 'none') return;
        const cools = ports.coolsByTheClock?.(phone.id) === true;
        rests.set(phone.id, { endedAt: secondsNow(), coolSeconds: cools ? coolSeconds : 0 });
      })
      .catch((error: unknown) => {
        ports.meter?.failed();
        ports.say(`${job.run} on ${phone.id}: ${messageOf(error)}`);
      })
      .finally(() => busy.delete(phone.id));
    busy.set(phone.id, session);
  };
  let hasResumed = false;
  while (!ports.signal.aborted) {
    try {
      const asked = await ports.calls.ask(ports.phones);
      const { fit, underWay } = asked;
      for (const { phone: id, job, silentSeconds } of underWay) {
        const phone = ports.phones.find((each) => each.id === id && !busy.has(id));
        if (phone && (!hasResumed || silentSeconds > heartbeatSeconds)) begin(phone, job);
      }
      hasResumed = true;
      // A phone of which the lab believes that it measures gets nothing else.
      const taken = new Set([...busy.keys(), ...underWay.map(({ phone }) => phone)]);
      const free = longestRestedFirst(
        fit.filter(({ id }) => !taken.has(id)),
        rests,
      );
      const isCool = ({ id }: AnnouncedPhone): boolean => hasCooled(rests.get(id), secondsNow());
      for (const { phone, job } of await workFor(ports.queue, free, asked, isCool)) begin(phone, job);
      const idle = fit.filter(({ id }) => !busy.has(id)).length;
      ports.meter?.asked({ busy: busy.size, idle, quarantined: ports.phones.length - fit.length });
    } catch (error) {
      ports.meter?.failed();
      ports.say(messageOf(error));
    }
    const jitter = 1 + ASK_JITTER * (2 * Math.random() - 1);
    await pause((ports.askSeconds ?? ASK_SECONDS) * 1000 * jitter, ports.signal);
  }
  await Promise.all(busy.values());
  heartbeat.stop();
}

const secondsNow = (): number => performance.now() / 1000;

const served = (ports: SessionPorts, phone: AnnouncedPhone, job: FetchedJob): Promise<ServedSession> =>
  inSpan(
    'heatsoak.session',
    { 'heatsoak.run': job.run, 'heatsoak.slot': job.slot, 'heatsoak.phone': phone.id },
    async (note) => {
      const ended = await serveSession(ports, phone, job);
      note({ 'heatsoak.end': ended.end });
      return ended;
    },
  );

interface Work {
  readonly phone: AnnouncedPhone;
  readonly job: FetchedJob;
}

/** What is meant for the very phone comes first; of a pool, once it is cool, only runs in which it has no other part. */
async function workFor(
  queue: Queue,
  free: readonly AnnouncedPhone[],
  { ready, runsOf }: Asked,
  isCool: (phone: AnnouncedPhone) => boolean,
): Promise<Work[]> {
  const work: Work[] = [];
  for (const phone of free) {
    if (work.length === MOST_BEGUN_AT_ONCE) break;
    const [own, pool] = [phoneQueue(phone.id), poolQueue(phone.model)];
    const job =
      (ready.has(own) ? await queue.take(own) : null) ??
      (ready.has(pool) && isCool(phone) ? await queue.take(pool, runsOf.get(phone.id)) : null);
    if (job) work.push({ phone, job });
  }
  return work;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);
