import { z } from 'zod';
import type { Manifest } from '../experiment/manifest.ts';
import type { Journal } from '../experiment/read-journal.ts';

/** How long a run took: wall time, also of virtual phones, and with the break where it was resumed. */
export const runDurations = z.object({
  /** From the run's start to the last event of any journal, s; null without a journal. */
  seconds: z.number().nullable(),
  /** From a phone's first event to its last, s; a phone without a journal is not among them. */
  phones: z.array(z.object({ device: z.string(), seconds: z.number() })),
});
export type RunDurations = z.infer<typeof runDurations>;

/** Times of a journal count from the run's start, µs. */
export function durationsOf(
  { sessions }: Pick<Manifest, 'sessions'>,
  journals: ReadonlyMap<string, Journal>,
): RunDurations {
  const spans = sessions.flatMap(({ device }) => {
    const times = journals.get(device.id)?.events.map(({ t }) => t) ?? [];
    const [first, last] = [times[0], times.at(-1)];
    return first === undefined || last === undefined ? [] : [{ device: device.id, first, last }];
  });
  return {
    seconds: spans.length === 0 ? null : Math.max(...spans.map(({ last }) => last)) / 1e6,
    phones: spans.map(({ device, first, last }) => ({ device, seconds: (last - first) / 1e6 })),
  };
}
