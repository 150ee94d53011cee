import { z } from 'zod';
import type { MeasuredBuild } from './belief.ts';
import type { BisectState } from './next-step.ts';

export const outcomes = ['found', 'narrowed', 'no-loss', 'several', 'out-of-blocks'] as const;

/** What a search is about; its first line. */
export const begun = z.object({
  type: z.literal('begun'),
  v: z.literal(1),
  at: z.iso.datetime(),
  /** In their order, the good one first. */
  builds: z.array(z.string()).min(2),
  metric: z.string(),
  suite: z.string(),
  /** Ids of the phones. */
  devices: z.array(z.string()).min(1),
  /** Of a block's contrast over these phones, log units. */
  noise: z.object({ deviation: z.number().positive(), learned: z.boolean() }),
  mostBlocks: z.int().positive(),
});
export type Begun = z.infer<typeof begun>;

const build = z.int().nonnegative();

/** A line of `bisect.jsonl`. */
export const bisectEvent = z.discriminatedUnion('type', [
  begun,
  /** Before the run begins: a search that was killed goes on with this run. */
  z.object({ type: z.literal('planned'), build, blocks: z.int().positive(), run: z.string() }),
  /** One loss a block, natural logs, the mean over the phones. */
  z.object({ type: z.literal('measured'), build, run: z.string(), losses: z.array(z.number()).min(1) }),
  z.object({ type: z.literal('unmeasurable'), build, why: z.string() }),
]);
export type BisectEvent = z.infer<typeof bisectEvent>;
type EventOf<T extends BisectEvent['type']> = Extract<BisectEvent, { type: T }>;

/** Where a search stands. */
export interface Search extends BisectState {
  readonly begun: Begun;
  /** A run that was begun, and of which nothing is written yet. */
  readonly pending: EventOf<'planned'> | null;
  readonly runs: readonly string[];
  readonly why: readonly EventOf<'unmeasurable'>[];
}

/** The state is the fold of the journal; null before its first line. */
export function searchOf(events: readonly BisectEvent[]): Search | null {
  const first = events.find((event) => event.type === 'begun');
  if (!first) return null;
  const measured = events.filter((event) => event.type === 'measured');
  const why = events.filter((event) => event.type === 'unmeasurable');
  const last = events.findLast((event) => event.type === 'planned');
  const isDone =
    measured.some(({ run }) => run === last?.run) || why.some((event) => event.build === last?.build);
  return {
    begun: first,
    builds: first.builds.length,
    noise: first.noise,
    mostBlocks: first.mostBlocks,
    measured: byBuild(measured),
    unmeasurable: why.map((event) => event.build),
    pending: last && !isDone ? last : null,
    runs: measured.map(({ run }) => run),
    why,
  };
}

function byBuild(events: readonly EventOf<'measured'>[]): MeasuredBuild[] {
  const builds = [...new Set(events.map((event) => event.build))];
  return builds.map((each) => ({
    build: each,
    losses: events.filter((event) => event.build === each).flatMap(({ losses }) => losses),
  }));
}
