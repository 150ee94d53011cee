import { z } from 'zod';

/** The last time that a phone was restarted by a lab. */
export const phoneRestart = z.strictObject({
  at: z.iso.datetime(),
  /** Whether it came back by itself, with its developer image: only a phone without a passcode does. */
  worked: z.boolean(),
});
export type PhoneRestart = z.infer<typeof phoneRestart>;

/** Nightly runs begin at the same hour, some minutes earlier or later. */
const A_NIGHT_MS = 20 * 3_600_000;

/** Whether a phone that may be restarted every night is due: once a night at most, and never again where it did not come back. */
export const isRestartDue = (last: PhoneRestart | null, now: Date): boolean =>
  last === null || (last.worked && now.getTime() - Date.parse(last.at) >= A_NIGHT_MS);
