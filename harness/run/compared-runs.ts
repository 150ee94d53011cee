import { z } from 'zod';

const comparedCell = z.object({
  device: z.string(),
  suite: z.string(),
  metric: z.string(),
  case: z.string(),
  a: z.number(),
  b: z.number(),
  changePercent: z.number(),
});
export type ComparedCell = z.infer<typeof comparedCell>;

/** Medians of the candidates of two runs. Runs of different days carry their days' effects: no verdict is drawn. */
export const comparedRuns = z.object({
  a: z.string(),
  b: z.string(),
  /** What differs between the two and may explain a change. */
  environment: z.array(z.string()),
  cells: z.array(comparedCell),
  onlyInOne: z.int(),
});
export type ComparedRuns = z.infer<typeof comparedRuns>;
