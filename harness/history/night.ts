import { z } from 'zod';
import { buildRoles } from '../experiment/manifest.ts';
import { suiteKinds } from '../experiment/suite-kinds.ts';

const build = z.object({
  name: z.string(),
  version: z.string(),
  app: z.string(),
  /** Of its source; absent: not known. */
  commit: z.string().optional(),
});

/** What a trend shows besides values: the night went on, and its number means less, or there is none. */
export const nightEvent = z.object({
  kind: z.enum(['phone-lost', 'crash', 'wrong-output', 'hot', 'low-power']),
  /** Null: of the run as a whole. */
  device: z.string().nullable(),
  words: z.string(),
  /** In so many launches, or other doubts of the kind. */
  times: z.int(),
});
export type NightEvent = z.infer<typeof nightEvent>;

/** What must stay the same for two nights to be of one epoch. */
export const epochFacts = z.object({
  osBuild: z.string().nullable(),
  engine: z.string().nullable(),
  model: z.string(),
  /** Of the cases as they were run. */
  promptSet: z.string(),
  phone: z.string(),
  metricsVersion: z.int(),
});
export type EpochFacts = z.infer<typeof epochFacts>;

/** One phone, suite and metric on one night; logs are natural. */
export const nightCell = z.object({
  device: z.string(),
  suite: z.string(),
  kind: z.enum(suiteKinds),
  metric: z.string(),
  /** log(candidate ÷ pinned build) when every launch has its pinned build beside it. */
  paired: z.number().nullable(),
  /** log(candidate). */
  plain: z.number().nullable(),
  /** log(pinned build): the lab's control. */
  control: z.number().nullable(),
  /** Half of the 95 % interval of the value over the launches; null below three launches. */
  halfWidth: z.number().nullable(),
  launches: z.int(),
  /** Why there is no value. */
  reason: z.string().nullable(),
  facts: epochFacts,
});
export type NightCell = z.infer<typeof nightCell>;

/** `night.json`: one run as the history sees it; derived from the run's logs, and made again when they change. */
export const night = z.object({
  v: z.literal(1),
  run: z.string(),
  at: z.iso.datetime(),
  kind: z.enum(['ab', 'aa', 'confirm', 'variants']),
  virtual: z.boolean(),
  metricsVersion: z.int(),
  verdict: z.string(),
  /** The verdict in one sentence. Absent in nights of before. */
  headline: z.string().optional(),
  /** Absent in nights of before. */
  events: z.array(nightEvent).optional(),
  builds: z.array(build.extend({ role: z.enum(buildRoles) })),
  devices: z.array(z.object({ id: z.string(), name: z.string(), os: z.string() })),
  cells: z.array(nightCell),
});
export type Night = z.infer<typeof night>;

/** What is shown of a run beside its values. */
export const shownNight = night.pick({
  run: true,
  at: true,
  verdict: true,
  headline: true,
  events: true,
  virtual: true,
  builds: true,
  devices: true,
});
