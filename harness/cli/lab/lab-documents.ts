import { z } from 'zod';
import type { ExportedHistory } from '../../app/lab/export-history.ts';
import type { PlannedSchedule } from '../../app/lab/schedule.ts';
import { verdictWords } from '../../judge/verdict.ts';
import { labPhones, labQueue, labStatus } from '../../lab-server/lab-status.ts';
import type { PrunedLogs } from '../../lab-server/prune-logs.ts';
import { labSchedule } from '../../lab-server/schedules.ts';

/** A command that serves until it is stopped. */
const stopped = z.object({ stopped: z.literal(true) });
const quarantined = z.object({ phone: z.string(), quarantined: z.string().nullable() });
/** Times are ISO 8601, in UTC. */
const plannedSchedule = labSchedule.extend({
  next: z.array(z.string()).readonly(),
}) satisfies z.ZodType<PlannedSchedule>;

/** What the commands of a lab of many hosts print with `--json`. */
export const labDocuments = {
  submit: z.object({
    run: z.string(),
    sessions: z.array(z.object({ slot: z.string(), pool: z.string().nullable() })),
    /** With --wait. */
    verdict: z.enum(verdictWords).optional(),
    exitCode: z.int().optional(),
  }),
  worker: stopped,
  'worker install': z.object({
    manager: z.enum(['systemd', 'launchd']),
    /** Null: it was printed. */
    path: z.string().nullable(),
    text: z.string(),
  }),
  coordinator: stopped,
  'lab init': z.object({ applied: z.array(z.string()) }),
  'lab invite': z.object({ role: z.string(), certificates: z.string() }),
  'lab certify': z.object({ certificates: z.string() }),
  'lab status': labStatus,
  'lab phones': labPhones,
  'lab queue': labQueue,
  'lab cancel': z.object({ run: z.string(), cancelled: z.literal(true) }),
  'lab quarantine': quarantined,
  'lab release': quarantined,
  'lab export': z.object({
    file: z.string(),
    rows: z.int(),
    bytes: z.int(),
  }) satisfies z.ZodType<ExportedHistory>,
  'lab prune': z.object({
    runs: z.array(z.string()).readonly(),
    logs: z.int(),
    bytes: z.int(),
  }) satisfies z.ZodType<PrunedLogs>,
  'lab schedule add': z.object({ id: z.string(), next: z.array(z.string()) }),
  'lab schedule list': z.array(plannedSchedule),
  'lab schedule remove': z.object({ schedule: z.string(), removed: z.literal(true) }),
};
