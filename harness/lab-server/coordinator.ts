import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../errors/heatsoak-error.ts';
import { fairTags, priorityOf } from '../lab-plan/fair-tags.ts';
import { phoneQueue, poolQueue } from '../lab-plan/places.ts';
import { isGivenUp } from '../lab-plan/session-rules.ts';
import type { Cron } from './cron.ts';
import type { Database } from './database.ts';
import { archiveFinder } from './find-archived.ts';
import { type JudgeFolder, judgeEnded, type NightOfFolder } from './judge-runs.ts';
import { keepLate } from './keep-late.ts';
import { type CoordinatorQueue, DEAD, HEARTBEAT_SECONDS } from './queue.ts';
import { beginScheduled } from './schedules.ts';

/** What a coordinator works with. It touches no phone; it may be killed at any moment, and run twice. */
export interface CoordinatorPorts {
  readonly database: Database;
  readonly queue: CoordinatorQueue;
  /** Absent: nothing is begun by the clock. */
  readonly cron?: Cron | undefined;
  /** Folder of the archived run folders. */
  readonly runs: string;
  readonly judge: JudgeFolder;
  /** Absent: the history's tables are not filled. */
  readonly nightOf?: NightOfFolder | undefined;
  readonly signal: AbortSignal;
  readonly say: (message: string) => void;
  readonly tickSeconds?: number | undefined;
  readonly heartbeatSeconds?: number | undefined;
  /** After so long another phone gets a place whose host is silent; default: the longest cool-down. */
  readonly giveUpSeconds?: number | undefined;
}

const TICK_SECONDS = 2;
const GIVE_UP_SECONDS = 1800;
/** A sweep is some statements for each hundred queues: a heartbeat that is late is found a sixth of one later, not at once. */
const SWEEPS_A_HEARTBEAT = 6;

/** Keeps a lab going until it is stopped. A database that is away is asked again. */
export async function runCoordinator(ports: CoordinatorPorts): Promise<void> {
  const { tickSeconds = TICK_SECONDS, heartbeatSeconds = HEARTBEAT_SECONDS } = ports;
  const archived = archiveFinder(ports);
  // Side by side: no phone waits for work because a large run is judged, or many queues are swept.
  await Promise.all([
    againAndAgain(ports, tickSeconds, () => tick(ports)),
    againAndAgain(ports, tickSeconds, async () => {
      await judgeEnded(ports);
      await keepLate(ports);
      await archived.look();
    }),
    againAndAgain(ports, heartbeatSeconds / SWEEPS_A_HEARTBEAT, () => ports.queue.sweep()),
  ]);
}

async function againAndAgain(
  { signal, say }: CoordinatorPorts,
  everySeconds: number,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error: unknown) => say(messageOf(error)));
    await setTimeout(everySeconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * All that is to be decided now; each part is whole by itself and finds nothing left to do when it was done before: schedules,
 * deadlines, spent retries, silent hosts, what is to be queued.
 */
export async function tick(ports: CoordinatorPorts): Promise<void> {
  if (ports.cron) await beginScheduled(ports.database, ports.cron, ports.say);
  await expire(ports);
  await bury(ports);
  await giveUp(ports);
  await renewLostJobs(ports);
  await enqueue(ports);
}

interface WaitingRow {
  readonly run: string;
  readonly slot: string;
  readonly pool: string | null;
  readonly phone: string | null;
  readonly minutes: number;
  readonly tag: number | null;
  readonly team: string;
  readonly weight: number;
}

/** Any number; two coordinators must not queue a session twice. */
const ENQUEUE_LOCK = 4_729_016;

/** Sessions that are queued in one transaction: their rows are locked while it lasts, and phones wait for nothing but the first of them. */
const MOST_AT_ONCE = 200;

/** Sends a job for each session that waits for one, the oldest first. Tags are given once: a session that comes back keeps its turn. */
async function enqueue({ database, queue }: CoordinatorPorts): Promise<void> {
  await database.transaction(async (inside) => {
    await inside.query('select pg_advisory_xact_lock($1)', [ENQUEUE_LOCK]);
    const rows = await inside.query<WaitingRow>(
      `select s.run, s.slot, s.pool, s.phone, s.minutes, s.tag, r.team, t.weight
       from heatsoak.session s join heatsoak.run r using (run) join heatsoak.team t on t.id = r.team
       where s.state = 'waiting' and s.job is null and r.state = 'open' order by s.queued_at, s.run, s.slot
       limit $1 for update of s`,
      [MOST_AT_ONCE],
    );
    if (rows.length === 0) return;
    const fresh = rows.filter(({ tag }) => tag === null);
    const tags = fairTags(await fairState(inside), fresh);
    const queued: object[] = [];
    for (const row of rows) {
      const name = row.phone === null ? poolQueue(String(row.pool)) : phoneQueue(row.phone);
      const tag = row.tag ?? tags[fresh.indexOf(row)] ?? 0;
      await queue.ensure(name);
      const job = await queue.send(name, { run: row.run, slot: row.slot }, priorityOf(tag), inside);
      queued.push({ run: row.run, slot: row.slot, queue: name, job, tag });
    }
    await inside.query(
      `update heatsoak.session s set queue = q.queue, job = q.job, tag = q.tag
       from json_to_recordset($1) as q (run text, slot text, queue text, job uuid, tag float8)
       where s.run = q.run and s.slot = q.slot`,
      [JSON.stringify(queued)],
    );
  });
}

async function fairState(database: Database) {
  const [now] = await database.query<{ now: number | null }>(
    `select coalesce((select min(tag) from heatsoak.session where state = 'waiting' and tag is not null),
       (select max(tag) from heatsoak.session where state <> 'waiting'), 0) as now`,
  );
  const ends = await database.query<{ team: string; end: number }>(
    `select r.team, max(s.tag + s.minutes / t.weight) as end
     from heatsoak.session s join heatsoak.run r using (run) join heatsoak.team t on t.id = r.team
     where s.tag is not null group by r.team`,
  );
  return { now: now?.now ?? 0, lastEnd: new Map(ends.map(({ team, end }) => [team, end])) };
}

/** At its deadline a run is judged by what there is; whoever measures still finds out at the next heartbeat. */
async function expire({ database, say }: CoordinatorPorts): Promise<void> {
  const rows = await database.query<{ run: string; slot: string }>(
    `update heatsoak.session s set state = 'lost', message = 'the deadline came first', ended_at = now()
     from heatsoak.run r where r.run = s.run and r.deadline <= now() and s.state in ('waiting', 'active')
     returning s.run, s.slot`,
  );
  await endAttempts(database);
  for (const { run, slot } of rows) say(`${run}: the deadline came before ${slot} had ended`);
}

/** Closes the claims of sessions that were ended from outside. */
const endAttempts = (database: Database): Promise<unknown> =>
  database.query(
    `update heatsoak.attempt a set ended_at = clock_timestamp(), outcome = s.state
     from heatsoak.session s where s.run = a.run and s.slot = a.slot and s.state <> 'active' and a.ended_at is null`,
  );

/** While the database is away nobody can say anything: silence counts from its start at the earliest. */
const HEARD_AT = 'greatest(seen_at, pg_postmaster_start_time())';

/** Claims of one session; a host that is restarted all day long has fewer. */
const MOST_CLAIMS = 12;

/**
 * Retries are spent, or a session was claimed again and again and nobody holds it: the session ends as lost, and the run is judged without it. One whose host is alive goes on, and one that
 * nobody ever began is queued anew.
 */
async function bury(ports: CoordinatorPorts): Promise<void> {
  const { database, queue, say } = ports;
  for (let job = await queue.take(DEAD); job !== null; job = await queue.take(DEAD)) {
    const { run, slot } = job;
    const rows = await database.query(
      `update heatsoak.session set state = 'lost', message = 'every worker that measured it died', ended_at = now()
       where run = $1 and slot = $2 and state in ('waiting', 'active') and attempt > 0
         and (seen_at is null or seen_at < now() - make_interval(secs => $3)) returning 1`,
      [run, slot, ports.heartbeatSeconds ?? HEARTBEAT_SECONDS],
    );
    await endAttempts(database);
    await queue.complete(job);
    if (rows.length > 0) say(`${run}: ${slot} is given up`);
  }
  const hopeless = await database.query<{ run: string; slot: string }>(
    `update heatsoak.session set state = 'lost', message = 'every worker that measured it died', ended_at = now()
     where state = 'active' and attempt > $1 and ${HEARD_AT} < now() - make_interval(secs => $2) returning run, slot`,
    [MOST_CLAIMS, ports.heartbeatSeconds ?? HEARTBEAT_SECONDS],
  );
  if (hopeless.length > 0) await endAttempts(database);
  for (const { run, slot } of hopeless) say(`${run}: ${slot} is given up`);
}

interface SilentRow {
  readonly run: string;
  readonly slot: string;
  readonly pool: string | null;
  readonly phone: string;
  readonly queue: string | null;
  readonly job: string | null;
  readonly silent: number;
}

/** A phone whose host does not come back gives its place back to the pool; what it measured stays as evidence of its attempt. */
async function giveUp(ports: CoordinatorPorts): Promise<void> {
  const { database, queue, say } = ports;
  const rows = await database.query<SilentRow>(
    `select run, slot, pool, phone, queue, job, extract(epoch from now() - ${HEARD_AT})::float8 as silent
     from heatsoak.session where state in ('waiting', 'active') and pool is not null and phone is not null`,
  );
  const limit = ports.giveUpSeconds ?? GIVE_UP_SECONDS;
  for (const row of rows.filter(({ pool, silent }) => isGivenUp({ pool, silentSeconds: silent }, limit))) {
    await database.transaction(async (inside) => {
      // Unless its host has said something in the meantime.
      const given = await inside.query(
        `update heatsoak.session set state = 'waiting', phone = null, took = null, queue = null, job = null
         where run = $1 and slot = $2 and phone = $3 and ${HEARD_AT} < now() - make_interval(secs => $4) returning 1`,
        [row.run, row.slot, row.phone, limit],
      );
      if (given.length === 0) return;
      await endAttempts(inside);
      if (row.job && row.queue) await queue.cancel(row.queue, row.job, inside);
      say(`${row.run}: the place of ${row.phone} goes back to its pool`);
    });
  }
}

/** The queue can be made again from our tables: a session whose job is gone is queued anew. */
async function renewLostJobs({
  database,
  heartbeatSeconds = HEARTBEAT_SECONDS,
}: CoordinatorPorts): Promise<void> {
  await database.query(
    `update heatsoak.session s set state = 'waiting', job = null, queue = null
     where s.state in ('waiting', 'active') and s.job is not null
       and (s.state = 'waiting' or s.seen_at < now() - make_interval(secs => $1))
       and not exists (select 1 from pgboss.job j where j.id = s.job and j.name = s.queue and j.state <= 'active')`,
    [heartbeatSeconds],
  );
  await endAttempts(database);
}
