import type { PgBoss } from 'pg-boss';
import { HeatsoakError, messageOf } from '../errors/heatsoak-error.ts';
import type { Database } from './database.ts';
import { asBoss, bossOver } from './queue.ts';

/** When something is to happen again and again. */
export interface Recurrence {
  /** Five fields, as crontab(5) has them. */
  readonly cron: string;
  /** Of the time zone database, such as `Europe/Zurich`. */
  readonly timeZone: string;
}

/** What has come due: a reference, as every job is. */
export interface DueJob {
  readonly id: string;
  readonly schedule: string;
  /** When the engine found it due. */
  readonly at: Date;
}

/** The queue's own cron. Several coordinators may have one each: a time that comes is one job. */
export interface Cron {
  /** Makes what the engine waits for what is wanted, by the schedules' ids. @returns ids that it does not take: no time is meant */
  keep(wanted: ReadonlyMap<string, Recurrence>): Promise<string[]>;
  /** The next schedule that has come due; null: none. */
  take(): Promise<DueJob | null>;
  complete(job: DueJob, inside: Database): Promise<void>;
  close(): Promise<void>;
}

/** Jobs of schedules that have come due. */
const DUE = 'due';
/** A coordinator that died with a job that was due is not waited for any longer; to begin a run takes milliseconds. */
const HELD_SECONDS = 60;
/** A database that is away for a night is back before this many times `HELD_SECONDS` are over. */
const MOST_RETRIES = 1000;

/** How often the engine looks; a test looks oftener. */
export interface CronOptions {
  /** Between two looks for what is due, s; at most 45, since a time is due for a minute. */
  readonly lookSeconds?: number | undefined;
}

/**
 * Starts the queue's cron, with timers of its own until it is closed. What came due while none ran is sent once, late.
 * @throws HeatsoakError `LAB_UNREACHABLE`, `LAB_REFUSED` to anybody but a coordinator
 */
export async function openCron(database: Database, { lookSeconds }: CronOptions = {}): Promise<Cron> {
  const every =
    lookSeconds === undefined
      ? {}
      : { cronMonitorIntervalSeconds: lookSeconds, cronWorkerIntervalSeconds: lookSeconds };
  const boss = await bossOver(database, { schedule: true, ...every });
  await boss.start();
  if ((await boss.getQueue(DUE)) === null)
    await boss.createQueue(DUE, { expireInSeconds: HELD_SECONDS, retryLimit: MOST_RETRIES, retryDelay: 0 });
  return {
    async keep(wanted) {
      const kept = new Map((await boss.getSchedules(DUE)).map((each) => [each.key, each]));
      const refused: string[] = [];
      for (const [key, { cron, timeZone }] of wanted) {
        const has = kept.get(key);
        if (has?.cron === cron && has.timezone === timeZone) continue;
        if (!isTime(boss, { cron, timeZone })) refused.push(key);
        else await boss.schedule(DUE, cron, { schedule: key }, { key, tz: timeZone, missed: 'once' });
      }
      for (const key of kept.keys())
        if (!wanted.has(key) || refused.includes(key)) await boss.unschedule(DUE, key);
      return refused;
    },
    async take() {
      const [job] = await boss.fetch<{ schedule: string }>(DUE, { includeMetadata: true });
      return job ? { id: job.id, schedule: job.data.schedule, at: job.createdOn } : null;
    },
    async complete({ id }, inside) {
      await boss.complete(DUE, id, undefined, { db: asBoss(inside) });
    },
    close: () => boss.stop({ graceful: false }),
  };
}

function isTime(boss: PgBoss, { cron, timeZone }: Recurrence): boolean {
  try {
    return boss.previewSchedule(cron, { tz: timeZone, count: 1 }).length > 0;
  } catch {
    return false;
  }
}

/**
 * The next times of a recurrence, as the engine reads it; the database is not asked.
 * @throws HeatsoakError `USAGE` for an expression or a time zone that the engine does not know
 */
export async function nextTimes(
  database: Database,
  { cron, timeZone }: Recurrence,
  count: number,
): Promise<Date[]> {
  const boss = await bossOver(database, {});
  try {
    return boss.previewSchedule(cron, { tz: timeZone, count });
  } catch (cause) {
    throw new HeatsoakError('USAGE', `"${cron}" in ${timeZone} is no time: ${messageOf(cause)}`, {
      hint: 'five fields as in crontab, such as "0 1 * * *" for one o’clock at night; a zone such as Europe/Zurich',
      cause,
    });
  }
}
