import { z } from 'zod';

/** What one check said, as documents and journals have it. */
export const examined = z.object({
  /** Such as `phone.devmode`. */
  check: z.string(),
  /** Id of the phone; null where it is about the host. */
  device: z.string().nullable(),
  found: z.enum(['good', 'bad', 'unknown']),
  /** What it does to a run where it does not hold. */
  severity: z.enum(['block', 'warn', 'note']),
  /** Of `unknown`: it was asked in vain, or not asked at all. */
  reason: z.enum(['unanswered', 'not-asked']).optional(),
  says: z.string(),
  /** What mends it; null where nothing is to be mended. */
  mend: z.string().nullable(),
});

/** `heatsoak doctor --json`. */
export const doctorDocument = z.object({
  /** Whether everything without which no run begins is known to hold. */
  fit: z.boolean(),
  checks: z.array(examined),
  exitCode: z.int(),
});
