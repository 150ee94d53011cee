import { z } from 'zod';
import { metricComparison } from './change.ts';
import { gateVerdict } from './verdict.ts';
import { judgedWaiver } from './waivers.ts';

/** What `heatsoak judge` says of one experiment. */
export const judgedExperiment = z.object({
  /** Its key in the file; null where a file holds one experiment without a key. */
  experiment: z.string().nullable(),
  ...gateVerdict.shape,
  comparisons: z.array(metricComparison),
  /** Of the gate policy, held against these values today; absent where it has none. */
  waivers: z.array(judgedWaiver).optional(),
  values: z.object({
    values: z.int(),
    /** Rows without a value: launches that failed. */
    missing: z.int(),
    /** Cases of a launch that have several values: their geometric mean counts. */
    averaged: z.int(),
  }),
});
export type JudgedExperiment = z.infer<typeof judgedExperiment>;
