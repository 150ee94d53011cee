import { z } from 'zod';

const point = z.looseObject({
  /** Where the point stands: a number, a date, a commit. Only echoed; the order is that of the file. */
  x: z.union([z.number(), z.string()]).optional(),
  /** Null or missing: a gap, never a zero. */
  value: z.number().nullish(),
  /** What the pinned build read beside it; used when every point has one. */
  reference: z.number().nullish(),
});

/** A series of any origin, as `heatsoak detect` reads it. Other keys are left alone: such files come from other tools. */
export const seriesFile = z.looseObject({
  series: z.array(point),
  direction: z.enum(['higher-is-better', 'lower-is-better']).default('higher-is-better'),
});
export type SeriesFile = z.output<typeof seriesFile>;

/** What `heatsoak detect --json` prints. Indices count the points of the file from 0, gaps included. */
export const changesDocument = z.object({
  changes: z.array(
    z.object({
      /** First point of the new level; nine in ten lie within three points of the true one. */
      index: z.int(),
      x: z.union([z.number(), z.string()]).nullable(),
      shiftPercent: z.number(),
      /** The shift, and twice its size to both sides, per cent. */
      interval: z.tuple([z.number(), z.number()]),
      /** The shift in units of what the series moves by itself; of a whole series, of the shift's standard error. */
      times: z.number(),
      /** 1 − p if that were normal, at most n ÷ (n + 1) of n values: nominal, and not the share of changes that are right. */
      confidence: z.number(),
      /** The evidence in words; null when the whole series was analysed at once. */
      why: z.string().nullable(),
      kind: z.enum(['regression', 'improvement']),
      /** The point that raised it; null when the whole series was analysed at once. */
      raisedAt: z.int().nullable(),
      /** The point at which the old level was back; null while it stands, or when the whole series was analysed. */
      wentAwayAt: z.int().nullable(),
    }),
  ),
  method: z.object({
    name: z.enum(['online-trigger', 'whole-series']),
    /** Those of docs/decisions that were used, by name. */
    parameters: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.number()).readonly()])),
    /** Whether values were divided by their references. */
    paired: z.boolean(),
  }),
  points: z.int(),
  used: z.int(),
  notes: z.array(z.string()),
});
export type ChangesDocument = z.infer<typeof changesDocument>;
