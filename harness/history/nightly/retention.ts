/** A run folder, as far as it matters for keeping it. */
export interface StoredRun {
  readonly id: string;
  /** When it began, UTC, ISO 8601. */
  readonly at: string;
  readonly bytes: number;
}

/** How much is kept; a bound that is absent bounds nothing. */
export interface Retention {
  /** Runs of so many days on which there are runs. */
  readonly nights?: number | undefined;
  readonly bytes?: number | undefined;
}

/** A run that stays whatever the bounds say, and what names it. */
export interface HeldRun {
  readonly run: string;
  readonly by: string;
}

/** What is to go, oldest first, and what would have gone if nothing named it. */
export interface RetentionPlan {
  readonly remove: readonly StoredRun[];
  readonly held: readonly HeldRun[];
}

/**
 * Which runs go: those of days before the newest ones, then the oldest until the rest keeps the bound in bytes. A run that
 * something names is never among them.
 */
export function planRetention(
  runs: readonly StoredRun[],
  held: readonly HeldRun[],
  { nights, bytes }: Retention,
): RetentionPlan {
  const oldestFirst = [...runs].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const days = [...new Set(oldestFirst.map(({ at }) => dayOf(at)))];
  const firstKept = nights === undefined ? '' : (days.at(-nights) ?? '');
  const isHeld = ({ id }: StoredRun): boolean => held.some(({ run }) => run === id);
  const tooOld = oldestFirst.filter(({ at }) => dayOf(at) < firstKept);
  const remove = tooOld.filter((run) => !isHeld(run));
  let total = oldestFirst.filter((run) => !remove.includes(run)).reduce((sum, run) => sum + run.bytes, 0);
  for (const run of oldestFirst) {
    if (bytes === undefined || total <= bytes) break;
    if (remove.includes(run) || isHeld(run)) continue;
    remove.push(run);
    total -= run.bytes;
  }
  return { remove, held: held.filter(({ run }) => tooOld.some(({ id }) => id === run)) };
}

const dayOf = (at: string): string => at.slice(0, 10);
