import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { nextTimes, type Recurrence } from '../../lab-server/cron.ts';
import type { Database } from '../../lab-server/database.ts';
import { dropSchedule, type LabSchedule, readSchedules, setSchedule } from '../../lab-server/schedules.ts';
import type { Ports } from '../ports.ts';
import { type LabRunOptions, planForLab } from './plan-for-lab.ts';
import { type LabAddress, withLab } from './with-lab.ts';

/** What is measured again and again, and when. */
export interface ScheduleOptions extends LabAddress, LabRunOptions, Recurrence {
  readonly name: string;
  /** So long after it was begun it is judged by what there is; default: before the next day's begins. */
  readonly deadlineHours?: number | undefined;
}

/** A schedule, with its next times; none for one that means no time. */
export interface PlannedSchedule extends LabSchedule {
  readonly next: readonly string[];
}

const DEADLINE_HOURS = 23;
const NEXT_TIMES = 2;
const NAME = /^[a-z0-9][a-z0-9-]{0,40}$/;

/**
 * Plans a run on the lab's phones as they are now, and has the lab begin it at each time of the recurrence. What the team had
 * under the name is replaced: a pipeline that makes a build puts it in, and the night measures the newest.
 * @throws HeatsoakError `USAGE` for a name or a recurrence that is none, `LAB_PHONES_LACKING`, `LAB_REFUSED`, and what `plan` throws
 */
export function addSchedule(
  options: ScheduleOptions,
  ports: Pick<Ports, 'now' | 'folders'> = {},
): Promise<{ readonly id: string; readonly next: readonly string[] }> {
  const { name, cron, timeZone } = options;
  if (!NAME.test(name))
    throw new HeatsoakError('USAGE', `"${name}" is no name: lower-case letters, digits and hyphens`);
  return withLab(options, async (database) => {
    const next = await nextTimes(database, { cron, timeZone }, NEXT_TIMES);
    const planned = await planForLab(database, options, ports);
    const id = await setSchedule(database, {
      ...planned,
      ...{ name, cron, timeZone, deadlineHours: options.deadlineHours ?? DEADLINE_HOURS },
    });
    return { id, next: next.map((time) => time.toISOString()) };
  });
}

export const removeSchedule = (address: LabAddress, name: string): Promise<void> =>
  withLab(address, (database) => dropSchedule(database, name));

/** The schedules that this role may see. */
export const schedulesOfLab = (address: LabAddress): Promise<PlannedSchedule[]> =>
  withLab(address, async (database) => {
    const schedules = await readSchedules(database);
    return Promise.all(schedules.map(async (each) => ({ ...each, next: await timesOf(database, each) })));
  });

async function timesOf(database: Database, recurrence: Recurrence): Promise<string[]> {
  const times = await nextTimes(database, recurrence, NEXT_TIMES).catch(() => []);
  return times.map((time) => time.toISOString());
}
