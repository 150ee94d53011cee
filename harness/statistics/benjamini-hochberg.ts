/** Benjamini and Hochberg's adjusted p values, in the order given: at most q of those below q are false. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => b.p - a.p);
  const adjusted = pValues.map(() => 1);
  let least = 1;
  for (const [i, { p, index }] of order.entries()) {
    least = Math.min(least, (p * pValues.length) / (pValues.length - i));
    adjusted[index] = least;
  }
  return adjusted;
}
