import { z } from 'zod';
import { confirmation } from './confirmation.ts';
import { shownNight } from './night.ts';

export const changeStates = ['open', 'confirmed', 'noise', 'unconfirmed', 'went-away', 'accepted'] as const;

export const historyChange = z.object({
  id: z.string(),
  /** First night of the new level. */
  run: z.string(),
  at: z.iso.datetime(),
  /** Nine in ten changes are located within so many nights. */
  plusMinusNights: z.int(),
  /** The night that raised it. */
  raisedOn: z.string(),
  shiftPercent: z.number(),
  /** The shift, and twice what the series moves by itself to both sides of it. */
  rangePercent: z.tuple([z.number(), z.number()]),
  /** The shift in units of what the series moves by itself over as many nights. */
  times: z.number(),
  /** The evidence in words. */
  why: z.string(),
  method: z.string(),
  direction: z.enum(['up', 'down']),
  better: z.boolean(),
  state: z.enum(changeStates),
  /** What a person, a confirming run or a later night said. */
  note: z.string().nullable(),
  confirmations: z.array(confirmation),
});
export type HistoryChange = z.infer<typeof historyChange>;

export const historySeries = z.object({
  id: z.string(),
  device: z.string(),
  deviceName: z.string(),
  suite: z.string(),
  metric: z.string(),
  name: z.string(),
  unit: z.string(),
  direction: z.enum(['higher', 'lower']),
  /** `paired`: candidate ÷ pinned build. `plain`: the candidate alone. `control`: the pinned build alone. */
  kind: z.enum(['paired', 'plain', 'control']),
  /** Only a metric of a burst suite that has a margin can be confirmed by an A/B run; the others are shown, never triggered. */
  watched: z.boolean(),
  /** `value` is exp(log): a ratio for paired series, else the metric's own unit. */
  points: z.array(
    z.object({
      run: z.string(),
      value: z.number(),
      log: z.number(),
      halfWidth: z.number().nullable(),
      launches: z.int(),
    }),
  ),
  epochs: z.array(z.object({ run: z.string(), start: z.int(), reasons: z.array(z.string()) })),
  /** Nights on which the run was there and the value was not. */
  gaps: z.array(z.object({ run: z.string(), reason: z.string() })),
  changes: z.array(historyChange),
  /** Why nothing can be triggered yet; null when it can. */
  waiting: z.string().nullable(),
});
export type HistorySeries = z.infer<typeof historySeries>;

/** `history.json`: the runs of a folder over time. Equal runs, marks and confirmations give equal bytes. */
export const historyDocument = z.object({
  v: z.literal(1),
  virtual: z.boolean(),
  runs: z.array(
    shownNight.extend({
      /** Why a person left it out; null when it counts. */
      bad: z.string().nullable(),
    }),
  ),
  coverage: z.object({
    firstDay: z.string().nullable(),
    lastDay: z.string().nullable(),
    days: z.int(),
    measuredDays: z.int(),
    missingDays: z.array(z.string()),
  }),
  series: z.array(historySeries),
  /** What the control series say of the lab itself. */
  labNotes: z.array(z.string()),
  /** Folders that are no run, or could not be read. */
  skipped: z.array(z.object({ folder: z.string(), reason: z.string() })),
});
export type HistoryDocument = z.infer<typeof historyDocument>;
