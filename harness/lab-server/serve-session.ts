import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { JournalEvent } from '../experiment/journal-event.ts';
import type { Manifest } from '../experiment/manifest.ts';
import type { CooldownPolicy } from '../lab/devices-file.ts';
import { withPhones } from '../lab-plan/places.ts';
import { manifestOfJob } from '../session/plan/job.ts';
import { stateOf } from '../session/plan/state.ts';
import { runClock } from '../session/run-clock.ts';
import { createRunFolder, openRunFolder, type RunFolder, readLogs } from '../store/run-folder.ts';
import type { Heartbeat, HeldClaim } from './heartbeat.ts';
import type { AnnouncedPhone, AttemptKey, Claim, HostCalls } from './host-calls.ts';
import type { FetchedJob, Queue } from './queue.ts';
import { namesIn, placeOf } from './shipped-files.ts';
import { shipperOf } from './shipper.ts';
import { inSpan } from './telemetry.ts';

/** A claimed session, and where it is to be measured into. */
export interface ClaimedSession {
  /** The run's plan with this session alone. */
  readonly manifest: Manifest;
  readonly folder: RunFolder;
  readonly cooldown: CooldownPolicy;
  /** The clock of the run's journals, µs: by the database's time, for the host's may be wrong, or another's than the last one's. */
  readonly nowUs: () => number;
  readonly signal: AbortSignal;
}

/** Does what is left of a session, as its folder's journal says; a fault in the field ends in the journal. */
export type PerformSession = (session: ClaimedSession) => Promise<void>;

/** What serving a session needs of its worker. */
export interface SessionPorts {
  readonly calls: HostCalls;
  readonly queue: Queue;
  readonly perform: PerformSession;
  readonly home: string;
  readonly signal: AbortSignal;
  readonly say: (message: string) => void;
  readonly heartbeat: Heartbeat;
}

/** Longer than a database is away when it is mended at all: the folder keeps what was not shipped. */
const SHIP_LIMIT_SECONDS = 900;

/** How a session that was served ended; `none`: it was not to be had, `kept`: what was measured waits on this host, `fenced`: somebody else has it. */
export type ServedEnd = End['state'] | 'none' | 'kept' | 'fenced';

/** A session that was served. */
export interface ServedSession {
  readonly end: ServedEnd;
  /** For how long the phone had to cool before a launch of it, at most, s. */
  readonly coolSeconds: number;
}

/** Claims a session for a phone, measures what is left of it, ships it and settles it. */
export async function serveSession(
  ports: SessionPorts,
  phone: AnnouncedPhone,
  job: FetchedJob,
): Promise<ServedSession> {
  const { calls, queue } = ports;
  const claim = await calls.claim(job, phone.id);
  // What cannot be had leaves its job with nothing to do; that of a place which is bound now is done.
  if (claim === null) await queue.complete(job);
  if (claim === null || claim.bound) return { end: 'none', coolSeconds: 0 };
  const key = { run: job.run, slot: job.slot, attempt: claim.attempt };
  const plan = planOf(claim, job.slot, phone.id);
  const held = ports.heartbeat.hold(key);
  try {
    return await served(ports, { claim, key, plan, held, device: phone.id });
  } finally {
    held.release();
  }
}

/** A session that this host has now. */
interface Held {
  readonly claim: Extract<Claim, { bound: false }>;
  readonly key: AttemptKey;
  readonly plan: Manifest;
  readonly held: HeldClaim;
  readonly device: string;
}

async function served(ports: SessionPorts, { claim, key, plan, held, device }: Held): Promise<ServedSession> {
  const { calls, say } = ports;
  const local = await localFolder(ports, key, plan, device);
  const shipper = shipperOf({ calls, key, device, folder: local.folder, before: local.names });
  say(`${key.run}: ${device} measures, attempt ${claim.attempt}`);
  const end = await inSpan('heatsoak.measure', { 'heatsoak.attempt': claim.attempt }, () =>
    performed(ports.perform, {
      manifest: plan,
      folder: shipper.folder,
      cooldown: claim.cooldown,
      nowUs: runClock(plan.startedAt, claim.at),
      signal: held.signal,
    }),
  );
  // Evidence is shipped whoever has the session by now.
  const isShipped = await inSpan('heatsoak.ship', {}, () => shipper.shipped(SHIP_LIMIT_SECONDS));
  shipper.stop();
  const events = await eventsOf(local.folder, plan, device);
  const coolSeconds = longestCooling(events);
  if (!isShipped) {
    say(`${key.run}: what ${device} measured lies in ${local.folder.path} still`);
    return { end: 'kept', coolSeconds };
  }
  const outcome = end ?? endIn(events);
  const isSettled = await untilAnswered(
    () => calls.settle(key, outcome.state, outcome.message),
    ports.signal,
  );
  say(`${key.run}: ${device} ${isSettled ? outcome.state : 'had lost its claim'}`);
  return { end: isSettled ? outcome.state : 'fenced', coolSeconds };
}

const AGAIN_MS = 2000;

/** Asks again while the database is away: a session that is not settled keeps its phone from the next one. */
async function untilAnswered<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const end = performance.now() + SHIP_LIMIT_SECONDS * 1000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isAway = (error as HeatsoakError).code === 'LAB_UNREACHABLE';
      if (!isAway || signal.aborted || performance.now() > end) throw error;
      await setTimeout(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

interface End {
  readonly state: 'done' | 'lost' | 'waiting';
  readonly message: string | null;
}

/** Null where the journal says how it ended. */
async function performed(perform: PerformSession, session: ClaimedSession): Promise<End | null> {
  try {
    await perform(session);
    return session.signal.aborted ? { state: 'waiting', message: 'the worker was told to stop' } : null;
  } catch (error) {
    const isBusy = isBusyPhone.has((error as HeatsoakError).code);
    return {
      state: session.signal.aborted || isBusy ? 'waiting' : 'lost',
      message: messageOf(error),
    };
  }
}

/** Somebody measures on the phone by hand: it is free again later. */
const isBusyPhone: ReadonlySet<string> = new Set(['DEVICE_LEASED', 'DEVICE_LEASE_CONTESTED', 'RUN_BUSY']);

const eventsOf = async (
  folder: RunFolder,
  plan: Manifest,
  device: string,
): Promise<readonly JournalEvent[]> => (await readLogs(folder.path, plan)).harness.get(device)?.events ?? [];

const longestCooling = (events: readonly JournalEvent[]): number =>
  Math.max(0, ...events.map((event) => (event.type === 'cooldown' ? event.waitedMs / 1000 : 0)));

function endIn(events: readonly JournalEvent[]): End {
  if (stateOf(events).phase === 'finished') return { state: 'done', message: null };
  const last = events.findLast((event) => event.type === 'harness.session');
  return { state: 'lost', message: last?.message ?? 'the session has no end' };
}

/** The plan of the job: the phone that took a place is in it by name. */
function planOf({ manifest, took }: Extract<Claim, { bound: false }>, slot: string, phone: string): Manifest {
  const places = new Map(took ? [[slot, took]] : []);
  return manifestOfJob(withPhones(manifest, places), phone);
}

interface LocalFolder {
  readonly folder: RunFolder;
  /** Of logs and crash reports that lie in it already. */
  readonly names: readonly string[];
}

/** The folder that this host has of the session; one that it lacks is made of what earlier attempts have shipped. */
async function localFolder(
  { calls, home }: SessionPorts,
  key: AttemptKey,
  plan: Manifest,
  device: string,
): Promise<LocalFolder> {
  const root = join(home, key.slot, device);
  const folder = await createRunFolder(root, plan).then(
    (made) => restored(calls, key, made, device),
    () => openRunFolder(join(root, plan.run)),
  );
  return { folder, names: await namesIn(folder.path, device) };
}

async function restored(
  calls: HostCalls,
  key: AttemptKey,
  folder: RunFolder,
  device: string,
): Promise<RunFolder> {
  const { journal, logs } = await calls.earlier(key);
  for (const [name, bytes] of logs) await folder.writeBelow(placeOf(device, name), bytes);
  if (journal.length > 0) await folder.writeBelow(join('events', `${device}.jsonl`), journal);
  return folder;
}
