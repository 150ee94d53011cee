import type { MaintenanceOptions, PgBoss, SchedulingOptions } from 'pg-boss';
import type { Database } from './database.ts';
import { loadQueue } from './drivers.ts';

/** A job is a reference and nothing else: never a path, never a command. */
export interface JobReference {
  readonly run: string;
  readonly slot: string;
}

/** A job that was handed to this worker. */
export interface FetchedJob extends JobReference {
  readonly queue: string;
  readonly id: string;
}

/** Who may work on what, and when: pg-boss over the lab's own connections. */
export interface Queue {
  /** The first job of a queue; of a pool, of no run in `notOf`. */
  take(queue: string, notOf?: readonly string[]): Promise<FetchedJob | null>;
  complete(job: FetchedJob): Promise<void>;
  close(): Promise<void>;
}

/** What only the coordinator does. */
export interface CoordinatorQueue extends Queue {
  ensure(queue: string): Promise<void>;
  /** @returns the job's id */
  send(queue: string, job: JobReference, priority: number, inside: Database): Promise<string>;
  cancel(queue: string, id: string, inside?: Database): Promise<void>;
  /** Finds late heartbeats now: their jobs become ready for whoever asks next. */
  sweep(): Promise<void>;
}

/** A worker that says nothing for so long is taken for dead; it says so twice as often. pg-boss takes no less than 10 s. */
export const HEARTBEAT_SECONDS = 60;
/** Jobs whose retries are spent. */
export const DEAD = 'dead';
/** A session that six workers died of will kill a seventh. */
const MOST_RETRIES = 5;
const DAY = 86_400;
/** pg-boss deletes in silence what waits for longer: longer than any deadline. */
const KEPT_SECONDS = 90 * DAY;
/** Of a job that has ended our own tables say all: what lies about slows whoever fetches. */
const ENDED_KEPT_SECONDS = DAY;

/** How long a worker may be silent, s: that of every queue of this lab. */
export interface QueueOptions {
  readonly heartbeatSeconds?: number | undefined;
}

/** Makes or renews the queue's own tables, as the owner of the database. */
export async function makeQueueTables(database: Database): Promise<void> {
  const boss = await bossOver(database, { migrate: true, createSchema: true });
  await boss.start();
  await boss.stop({ graceful: false });
}

/** The queue as a worker has it. */
export async function openQueue(database: Database): Promise<Queue> {
  const boss = await bossOver(database, {});
  await boss.start();
  return queueOver(boss);
}

/** The queue as the coordinator has it. */
export async function openCoordinatorQueue(
  database: Database,
  { heartbeatSeconds = HEARTBEAT_SECONDS }: QueueOptions = {},
): Promise<CoordinatorQueue> {
  const boss = await bossOver(database, {});
  await boss.start();
  const made = new Set((await boss.getQueues()).map(({ name }) => name));
  const ensure = async (queue: string): Promise<void> => {
    // One that another coordinator has made in the meantime is left as it is.
    if (!made.has(queue)) await boss.createQueue(queue, { ...kept, ...retriesOf(queue) });
    made.add(queue);
  };
  const retriesOf = (queue: string) =>
    queue === DEAD
      ? {}
      : {
          retryLimit: MOST_RETRIES,
          retryDelay: 0,
          heartbeatSeconds,
          expireInSeconds: DAY - 1,
          deadLetter: DEAD,
          // Of several jobs for one phone, one at a time.
          policy: queue.startsWith('phone/') ? 'singleton' : 'standard',
        };
  await ensure(DEAD);
  return {
    ...queueOver(boss),
    ensure,
    async send(queue, job, priority, inside) {
      const id = await boss.send(queue, { ...job }, { priority, group: { id: job.run }, db: asBoss(inside) });
      if (id === null) throw new RangeError(`the queue ${queue} took no job`);
      return id;
    },
    async cancel(queue, id, inside = database) {
      await boss.cancel(queue, id, { db: asBoss(inside) });
    },
    sweep: async () => {
      await boss.supervise();
    },
  };
}

const kept = { retentionSeconds: KEPT_SECONDS, deleteAfterSeconds: ENDED_KEPT_SECONDS };

/** pg-boss over the lab's own connections. Only what is asked for runs: no timers, no cron, no registry of instances. */
export async function bossOver(
  database: Database,
  more: Pick<MaintenanceOptions, 'migrate' | 'createSchema'> & SchedulingOptions,
): Promise<PgBoss> {
  const { PgBoss: Boss } = await loadQueue();
  const boss = new Boss({
    db: asBoss(database),
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    // Whoever knows a queue knows all of it: what it was made with never changes.
    queueCacheIntervalSeconds: DAY - 1,
    // `sweep` says when; what was swept a second ago is swept again.
    monitorIntervalSeconds: 1,
    superviseIntervalSeconds: 1,
    ...more,
  });
  // Whoever asked is told; an event nobody listens to would end the process.
  boss.on('error', () => undefined);
  return boss;
}

/** A connection of ours as pg-boss takes one. */
export const asBoss = (database: Database) => ({
  executeSql: async (text: string, values?: unknown[]) => ({
    rows: await database.query(text, values ?? []),
  }),
});

function queueOver(boss: PgBoss): Queue {
  return {
    async take(queue, notOf = []) {
      const [job] = await boss.fetch<JobReference>(queue, { ignoreGroups: [...notOf] });
      return job ? { queue, id: job.id, run: job.data.run, slot: job.data.slot } : null;
    },
    async complete({ queue, id }) {
      await boss.complete(queue, id);
    },
    close: () => boss.stop({ graceful: false }),
  };
}
