import { z } from 'zod';
import { examinedCheck } from '../../experiment/examined-check.ts';

/** `heatsoak doctor --json`. */
export const doctorDocument = z.object({
  /** Whether everything without which no run begins is known to hold. */
  fit: z.boolean(),
  checks: z.array(examinedCheck),
  /** Phones that came out of quarantine. */
  released: z.array(z.string()),
  exitCode: z.int(),
});
