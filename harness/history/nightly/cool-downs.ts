import type { JournalEvent } from '../../experiment/journal-event.ts';

/** Until a run here has told: a phone without a fan needs about as long to cool down as a short suite heats it. */
export const UNKNOWN_COOL_DOWN_SECONDS = 60;

/**
 * Seconds that a phone cooled down before a launch, on average over a run, on the phone that took longest.
 * @param journals events of each phone's journal
 * @returns null where no journal tells of a cool-down
 */
export function meanCoolDownSeconds(journals: readonly (readonly JournalEvent[])[]): number | null {
  const means = journals.flatMap((events) => {
    const waits = events.flatMap((event) => (event.type === 'cooldown' ? [event.waitedMs / 1e3] : []));
    return waits.length === 0 ? [] : [waits.reduce((sum, each) => sum + each, 0) / waits.length];
  });
  return means.length === 0 ? null : Math.max(...means);
}
