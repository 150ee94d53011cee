import { z } from 'zod';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { manifest as manifestSchema } from '../experiment/manifest.ts';
import type { Cron, DueJob, Recurrence } from './cron.ts';
import type { Database } from './database.ts';
import { asHandedIn, type SubmittedRun } from './submit-run.ts';

/** A run that is to be handed in again and again. */
export interface ScheduledRun extends Omit<SubmittedRun, 'deadline'>, Recurrence {
  /** Lower-case letters, digits and hyphens; what the team had under this name is replaced. */
  readonly name: string;
  /** So long after it was begun it is judged by what there is. */
  readonly deadlineHours: number;
}

/** A schedule as its lab has it. */
export const labSchedule = z.object({
  /** Of the team, a slash, and its name. */
  id: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  deadlineHours: z.number(),
  /** What was begun last; null: nothing yet. */
  lastRun: z.string().nullable(),
  /** Names of the builds that are measured. */
  builds: z.array(z.string()),
});
export type LabSchedule = z.infer<typeof labSchedule>;

/** Puts a schedule in, whole or not at all. @returns its id @throws HeatsoakError `LAB_REFUSED` to anybody but a team */
export async function setSchedule(database: Database, scheduled: ScheduledRun): Promise<string> {
  const { name, cron, timeZone, deadlineHours } = scheduled;
  const { manifest, cooldown, sessions } = asHandedIn(scheduled);
  const [row] = await database.query<{ id: string }>(
    'select heatsoak.set_schedule($1, $2, $3, $4, $5, $6, $7) as id',
    [name, cron, timeZone, manifest, cooldown, sessions, deadlineHours],
  );
  return String(row?.id);
}

/** Takes a schedule of one's own team away; runs that it began stay. @throws HeatsoakError `LAB_SCHEDULE_UNKNOWN` */
export async function dropSchedule(database: Database, name: string): Promise<void> {
  const [row] = await database.query<{ done: boolean }>('select heatsoak.drop_schedule($1) as done', [name]);
  if (row?.done) return;
  throw new HeatsoakError('LAB_SCHEDULE_UNKNOWN', `your team has no schedule ${name}`, {
    hint: 'heatsoak lab schedule list shows them',
  });
}

export const readSchedules = (database: Database): Promise<LabSchedule[]> =>
  database.query(
    `select id, cron, time_zone as "timeZone", deadline_hours as "deadlineHours", last_run as "lastRun",
       array(select distinct b ->> 'name' from json_array_elements(manifest -> 'builds') b order by 1) as builds
     from heatsoak.schedule order by id`,
  );

/**
 * Tells the engine what is wanted, and hands in what has come due. A run's id comes from the job that called for it: whoever
 * is killed in between, or comes second, begins it no second time. What nobody can read begins nothing, and stops nobody else's.
 */
export async function beginScheduled(
  database: Database,
  cron: Cron,
  say: (message: string) => void,
): Promise<void> {
  await cron.keep(new Map((await readSchedules(database)).map((each) => [each.id, each])));
  for (let due = await cron.take(); due !== null; due = await cron.take()) {
    const job = due;
    const said = await database.transaction(async (inside) => {
      const message = await begin(inside, job);
      await cron.complete(job, inside);
      return message;
    });
    if (said !== null) say(said);
  }
}

/** @returns what became of it, as a sentence; null where the run is there already, or the schedule is gone */
async function begin(database: Database, { schedule, id, at }: DueJob): Promise<string | null> {
  const [row] = await database.query<{ manifest: unknown }>(
    'select manifest from heatsoak.schedule where id = $1',
    [schedule],
  );
  if (!row) return null;
  const asked = manifestSchema.safeParse(row.manifest);
  if (!asked.success) return `the schedule ${schedule} begins nothing: it has no plan that can be read`;
  const run = scheduledRunId(at, id);
  const [begun] = await database.query<{ done: boolean }>(
    'select heatsoak.begin_scheduled($1, $2, $3) as done',
    [...[schedule, run, JSON.stringify({ ...asked.data, run, startedAt: at.toISOString() })]],
  );
  return begun?.done ? `${run}: begun by the schedule ${schedule}` : null;
}

/** As the ids of all runs; what distinguishes runs of one second is of the job. */
const scheduledRunId = (at: Date, job: string): string =>
  `${at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-')}-${job.replaceAll('-', '').slice(-6)}`;
