import { z } from 'zod';
import type { Change } from '../judge/change.ts';

export const confirmationOutcomes = ['confirmed', 'noise', 'repeat', 'unconfirmed'] as const;

/** A line of `history-confirmations.jsonl`: the A/B run that answered a trigger. */
export const confirmation = z.object({
  v: z.literal(1),
  at: z.iso.datetime(),
  /** Id of the change. */
  change: z.string(),
  series: z.string(),
  /** The night from which the level was new. */
  located: z.string(),
  direction: z.enum(['up', 'down']),
  /** The confirming run. */
  run: z.string(),
  head: z.object({ run: z.string(), name: z.string(), app: z.string() }),
  lastGood: z.object({ run: z.string(), name: z.string(), app: z.string() }),
  blocks: z.int(),
  changePercent: z.number().nullable(),
  ci95Percent: z.tuple([z.number(), z.number()]).nullable(),
  outcome: z.enum(confirmationOutcomes),
});
export type Confirmation = z.infer<typeof confirmation>;

/** A session on one device needs at least these blocks to say anything: below, `smallestEffect` is over 1.9 %. */
export const LEAST_CONFIRMING_BLOCKS = 6;

/**
 * Confirmed when the 95 % interval excludes zero in the direction of the trigger; else the trigger was noise.
 * Too few valid blocks: to be repeated once, then reported as unconfirmed.
 */
export function confirmationOutcome(
  change: Pick<Change, 'ci95Percent' | 'blocks'> | null,
  direction: Confirmation['direction'],
  repeated: boolean,
): Confirmation['outcome'] {
  if (
    change?.ci95Percent === undefined ||
    change.ci95Percent === null ||
    change.blocks < LEAST_CONFIRMING_BLOCKS
  )
    return repeated ? 'unconfirmed' : 'repeat';
  const [low, high] = change.ci95Percent;
  return (direction === 'up' ? low > 0 : high < 0) ? 'confirmed' : 'noise';
}
