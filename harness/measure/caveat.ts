import { z } from 'zod';

/** A typed doubt that travels from the event to the report. */
export const caveat = z.strictObject({
  code: z.string(),
  /** Device id, or null for the whole run. */
  device: z.string().nullable(),
  launch: z.string().nullable(),
  message: z.string(),
  /** True when nothing may be concluded for that device. */
  invalidates: z.boolean(),
  /** True when this launch's values stay in the result but out of every statistic. */
  excludes: z.boolean(),
});
export type Caveat = z.infer<typeof caveat>;
