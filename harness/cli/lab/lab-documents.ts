import { z } from 'zod';
import { labPhones, labQueue, labStatus } from '../../lab-server/lab-status.ts';

/** A command that serves until it is stopped. */
const stopped = z.object({ stopped: z.literal(true) });
const quarantined = z.object({ phone: z.string(), quarantined: z.string().nullable() });

/** What the commands of a lab of many hosts print with `--json`. */
export const labDocuments = {
  submit: z.object({
    run: z.string(),
    sessions: z.array(z.object({ slot: z.string(), pool: z.string().nullable() })),
  }),
  worker: stopped,
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
};
