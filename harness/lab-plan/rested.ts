/** What a host knows of a phone since its last session, without waking it. */
export interface Rest {
  /** When the session ended, s; by any clock that does not go back. */
  readonly endedAt: number;
  /** For how long the phone had to cool before a launch of it, at most, s; 0 where it had not to, or nothing is known. */
  readonly coolSeconds: number;
}

/**
 * Phones in the order in which a host asks for them: the one that has rested longest is the coolest, as far as a host knows
 * without waking it. One that has measured nothing since the worker began comes first.
 */
export const longestRestedFirst = <P extends { readonly id: string }>(
  phones: readonly P[],
  rests: ReadonlyMap<string, Rest>,
): P[] =>
  phones.toSorted(
    (a, b) =>
      (rests.get(a.id)?.endedAt ?? Number.NEGATIVE_INFINITY) -
        (rests.get(b.id)?.endedAt ?? Number.NEGATIVE_INFINITY) || 0,
  );

/**
 * Whether a phone asks for a place that any phone of its model may take: not before it has cooled for as long as its last session
 * made it. Whoever is cool takes the place meanwhile, on whatever host; and no time is lost, since the phone would cool for as long with it.
 * @param now by the clock of `endedAt`, s
 */
export const hasCooled = (rest: Rest | undefined, now: number): boolean =>
  rest === undefined || now - rest.endedAt >= rest.coolSeconds;
