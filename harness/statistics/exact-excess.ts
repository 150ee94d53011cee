import { logChoose } from './log-choose.ts';

/** How often something happened in two groups of one stratum. */
export interface TwoCounts {
  readonly hits: number;
  readonly of: number;
  readonly otherHits: number;
  readonly otherOf: number;
}

/**
 * Exact one-sided p that the first group has so many hits or more though both are alike. In one stratum this is Fisher's
 * test; over several it is the conditional test of a common odds ratio of 1 (Mantel and Haenszel's, exact): each stratum
 * keeps its own rate.
 */
export function excessP(strata: readonly TwoCounts[]): number {
  const observed = strata.reduce((sum, { hits }) => sum + hits, 0);
  const chances = strata.map(hitChances).reduce(sumChances, [1]);
  return Math.min(
    1,
    chances.reduce((p, own, hits) => (hits >= observed ? p + own : p), 0),
  );
}

/** Chance of 0, 1, 2 … hits in the first group of a stratum, all hits of both groups given (hypergeometric). */
function hitChances({ hits, of, otherHits, otherOf }: TwoCounts): number[] {
  const all = hits + otherHits;
  const whole = logChoose(of + otherOf, all);
  return Array.from({ length: Math.min(of, all) + 1 }, (_, x) =>
    all - x > otherOf ? 0 : Math.exp(logChoose(of, x) + logChoose(otherOf, all - x) - whole),
  );
}

/** Chances of a sum of two independent counts. */
function sumChances(a: readonly number[], b: readonly number[]): number[] {
  const sums = Array.from({ length: a.length + b.length - 1 }, () => 0);
  for (const [i, p] of a.entries())
    for (const [j, q] of b.entries()) sums[i + j] = (sums[i + j] ?? 0) + p * q;
  return sums;
}

/** Chance of so many hits or more among `of`, each with this chance (binomial). */
export function atLeastP(hits: number, of: number, chance: number): number {
  let fewer = 0;
  for (let x = 0; x < hits; x++)
    fewer += Math.exp(logChoose(of, x) + x * Math.log(chance) + (of - x) * Math.log1p(-chance));
  return Math.max(0, 1 - fewer);
}
