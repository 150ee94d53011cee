/**
 * Phones in the order in which a host asks for them: the one that has rested longest is the coolest, as far as a host knows
 * without waking it. One that has measured nothing since the worker began comes first.
 * @param endedAt when each phone's last session ended, by any clock that does not go back
 */
export const longestRestedFirst = <P extends { readonly id: string }>(
  phones: readonly P[],
  endedAt: ReadonlyMap<string, number>,
): P[] =>
  phones.toSorted(
    (a, b) =>
      (endedAt.get(a.id) ?? Number.NEGATIVE_INFINITY) - (endedAt.get(b.id) ?? Number.NEGATIVE_INFINITY) || 0,
  );
