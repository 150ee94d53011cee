import { z } from 'zod';

const comparedCell = z.object({
  device: z.string(),
  suite: z.string(),
  metric: z.string(),
  case: z.string(),
  a: z.number(),
  b: z.number(),
  /** Null where the earlier value is 0: no percentage is defined. */
  changePercent: z.number().nullable(),
});
export type ComparedCell = z.infer<typeof comparedCell>;

/** A measure on one phone in two runs. The interval is over launches: the days' own effects are not in it. */
const measureShift = z.object({
  device: z.string(),
  suite: z.string(),
  metric: z.string(),
  name: z.string(),
  unit: z.string(),
  /** What is better. */
  direction: z.enum(['higher', 'lower', 'target']),
  a: z.number().nullable(),
  b: z.number().nullable(),
  shiftPercent: z.number().nullable(),
  ci95Percent: z.tuple([z.number(), z.number()]).nullable(),
  /** The default margin; null for a measure that has none. */
  limitPercent: z.number().nullable(),
  reading: z.enum([
    'slower',
    'faster',
    'worse',
    'better',
    'no change shown',
    'cannot tell',
    'not comparable',
  ]),
  note: z.string().nullable(),
});
export type MeasureShift = z.infer<typeof measureShift>;

/** Medians of the candidates of two runs. Runs of different days carry their days' effects: no verdict is drawn. */
export const comparedRuns = z.object({
  a: z.string(),
  b: z.string(),
  /** What differs between the two and may explain a change. */
  environment: z.array(z.string()),
  /** What a reader should know before any number. */
  warnings: z.array(z.string()),
  measures: z.array(measureShift),
  cells: z.array(comparedCell),
  onlyInOne: z.int(),
});
export type ComparedRuns = z.infer<typeof comparedRuns>;
