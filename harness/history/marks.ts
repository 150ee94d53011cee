import { z } from 'zod';

const mark = z.strictObject({ why: z.string().min(1), at: z.iso.datetime() });

/** `history-marks.json`: what a person said about runs and changes. Heatsoak never rewrites it but for a new mark. */
export const historyMarks = z.strictObject({
  $schema: z.string().optional(),
  v: z.literal(1),
  /** Runs that the history leaves out, by run id. */
  badRuns: z.record(z.string(), mark),
  /** Changes that are meant, by change id. */
  accepted: z.record(
    z.string(),
    mark.extend({ series: z.string(), run: z.string(), direction: z.enum(['up', 'down']) }),
  ),
});
export type HistoryMarks = z.infer<typeof historyMarks>;

export const noMarks: HistoryMarks = { v: 1, badRuns: {}, accepted: {} };
