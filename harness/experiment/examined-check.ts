import { z } from 'zod';

/** What a check of the doctor said, as documents and journals have it. */
export const examinedCheck = z.object({
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
export type ExaminedCheck = z.infer<typeof examinedCheck>;
