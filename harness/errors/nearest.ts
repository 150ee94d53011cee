/**
 * The known name closest to a mistyped one; undefined when more than a third of the letters differ and no known name begins
 * with it.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best && best.distance <= limit) return best.candidate;
  // A name that was typed in part is near to the name that begins with it.
  return known.find(
    (candidate) => name.length >= 3 && candidate.toLowerCase().startsWith(name.toLowerCase()),
  );
}

/** The end of an error about an unknown name: asks whether the nearest name was meant; empty without one. */
export const didYouMean = (near: string | null | undefined): string =>
  near ? `; did you mean "${near}"?` : '';

/** Levenshtein distance by single rows. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
