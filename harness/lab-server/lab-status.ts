import { z } from 'zod';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { shouldBeQuarantined } from '../lab-plan/session-rules.ts';
import type { Database } from './database.ts';

/** `heatsoak lab status --json`: every run that was handed in, the latest first. */
export const labStatus = z.array(
  z.object({
    run: z.string(),
    team: z.string(),
    state: z.enum(['open', 'judged', 'cancelled']),
    verdict: z.string().nullable(),
    /** Sessions of each state. */
    sessions: z.object({
      waiting: z.int(),
      active: z.int(),
      done: z.int(),
      lost: z.int(),
      cancelled: z.int(),
    }),
    /** Since it was handed in, s, by the database's clock. */
    ageSeconds: z.number(),
  }),
);
export type LabStatus = z.infer<typeof labStatus>;

/** `heatsoak lab phones --json`. */
export const labPhones = z.array(
  z.object({
    id: z.string(),
    model: z.string(),
    host: z.string(),
    /** What it measures now; null: nothing. */
    run: z.string().nullable(),
    quarantined: z.string().nullable(),
    /** Its last sessions were all lost: somebody should look at it. */
    suspicious: z.boolean(),
    /** Since its host was heard last, s. */
    silentSeconds: z.number(),
  }),
);
export type LabPhones = z.infer<typeof labPhones>;

/** `heatsoak lab queue --json`: what waits, in the order in which it is served. */
export const labQueue = z.array(
  z.object({
    run: z.string(),
    slot: z.string(),
    team: z.string(),
    /** The phone that is meant, or the model of the pool. */
    wants: z.string(),
    tag: z.number().nullable(),
    waitedSeconds: z.number(),
  }),
);
export type LabQueue = z.infer<typeof labQueue>;

const MOST_RUNS = 100;

/** @param run this one alone; absent: the latest */
export const readStatus = (database: Database, run?: string): Promise<LabStatus> =>
  database.query(
    `select run, team, state, verdict, extract(epoch from now() - created_at)::float8 as "ageSeconds",
       (select json_build_object(${(['waiting', 'active', 'done', 'lost', 'cancelled'] as const)
         .map((state) => `'${state}', count(*) filter (where s.state = '${state}')`)
         .join(', ')}) from heatsoak.session s where s.run = r.run) as sessions
     from heatsoak.run r where $2::text is null or run = $2 order by created_at desc limit $1`,
    [MOST_RUNS, run ?? null],
  );

export async function readPhones(database: Database): Promise<LabPhones> {
  const phones = await database.query<
    Omit<LabPhones[number], 'suspicious'> & { ends: ('done' | 'lost' | 'cancelled')[] | null }
  >(
    `select p.id, p.model, p.host, p.quarantined, extract(epoch from now() - p.seen_at)::float8 as "silentSeconds",
       (select s.run from heatsoak.session s where s.phone = p.id and s.state = 'active') as run,
       (select array_agg(e.state order by e.ended_at) from
         (select s.state, s.ended_at from heatsoak.session s where s.phone = p.id and s.ended_at is not null
          order by s.ended_at desc limit 10) e) as ends
     from heatsoak.phone p order by p.id`,
  );
  return phones.map(({ ends, ...phone }) => ({ ...phone, suspicious: shouldBeQuarantined(ends ?? []) }));
}

export const readQueue = (database: Database): Promise<LabQueue> =>
  database.query(
    `select s.run, s.slot, r.team, coalesce(s.phone, s.pool) as wants, s.tag,
       extract(epoch from now() - s.queued_at)::float8 as "waitedSeconds"
     from heatsoak.session s join heatsoak.run r using (run)
     where s.state = 'waiting' order by s.tag nulls last, s.queued_at, s.run, s.slot`,
  );

/** Cancels a run of one's own team, or any as the coordinator. @throws HeatsoakError `RUN_UNKNOWN` when it is none, or is over */
export async function cancelRun(database: Database, run: string): Promise<void> {
  const [row] = await database.query<{ done: boolean }>('select heatsoak.cancel($1) as done', [run]);
  if (!row?.done)
    throw new HeatsoakError('RUN_UNKNOWN', `the lab has no open run ${run} that you may cancel`, {
      hint: 'heatsoak lab status lists the runs',
    });
}

/** @param why null lets the phone back @throws HeatsoakError `DEVICE_UNKNOWN` */
export async function setQuarantine(database: Database, phone: string, why: string | null): Promise<void> {
  const rows = await database.query('update heatsoak.phone set quarantined = $2 where id = $1 returning 1', [
    phone,
    why,
  ]);
  if (rows.length > 0) return;
  throw new HeatsoakError('DEVICE_UNKNOWN', `the lab has no phone ${phone}`, {
    hint: 'heatsoak lab phones lists them',
  });
}
