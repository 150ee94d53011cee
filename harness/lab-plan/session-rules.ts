/** A session that a host has claimed, with ages by the database's clock. */
export interface ClaimedSession {
  /** The model whose phones may take its place; null where one phone is meant. */
  readonly pool: string | null;
  /** Since its host said last that it is alive, s. */
  readonly silentSeconds: number;
}

/**
 * Whether another phone of the pool gets a session whose host is silent: after so long the block that was under way is worth
 * nothing any more, and a phone that is meant by name has no substitute: it waits for its host until the run's deadline.
 * @param giveUpSeconds the longest cool-down by default: longer gaps do not belong to one block
 */
export const isGivenUp = ({ pool, silentSeconds }: ClaimedSession, giveUpSeconds: number): boolean =>
  pool !== null && silentSeconds > giveUpSeconds;

/** Losses in a row after which somebody should look at a phone; as on one host. */
const MOST_LOSSES = 3;

/** How the sessions of a phone ended, the latest last. */
export type SessionEnd = 'done' | 'lost' | 'cancelled';

/** Whether a phone is proposed for quarantine: its last sessions were all lost. A cancelled one says nothing of its phone. */
export function shouldBeQuarantined(ends: readonly SessionEnd[]): boolean {
  const last = ends.filter((end) => end !== 'cancelled').slice(-MOST_LOSSES);
  return last.length === MOST_LOSSES && last.every((end) => end === 'lost');
}
