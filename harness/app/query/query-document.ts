import { z } from 'zod';

/** What `heatsoak query --json` prints. */
export const queryDocument = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** A cell a column, in their order: text, number, true or false, null; lists and structs as JSON. */
  rows: z.array(z.array(z.unknown())),
  /** Run folders that were asked. */
  runs: z.int(),
  skipped: z.array(z.object({ folder: z.string(), reason: z.string() })),
});
export type QueryDocument = z.infer<typeof queryDocument>;
