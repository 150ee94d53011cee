/** How far the outputs of two models lie apart, over all rows that both gave. */
export interface RowAgreement {
  readonly positions: number;
  /** Of all logits, each row less its mean. */
  readonly cosine: number;
  readonly maxAbsError: number;
  /** Rows whose likeliest id is the same. */
  readonly topOneEqual: number;
  /** Mean Kullback-Leibler divergence of the target from the reference, in nats. */
  readonly meanKl: number;
}

/**
 * Compares rows of log-probabilities pairwise. Raw logits are known up to a constant a row only, so the mean of each row is
 * taken off. Ids whose probability underflowed on either side are left out.
 */
export function compareRows(
  reference: readonly Float32Array[],
  target: readonly Float32Array[],
): RowAgreement {
  const sums = { dot: 0, one: 0, other: 0, most: 0, equal: 0, kl: 0 };
  reference.forEach((row, i) => {
    addRow(sums, row, target[i] ?? new Float32Array(0));
  });
  const positions = reference.length;
  const norm = Math.sqrt(sums.one * sums.other);
  return {
    positions,
    cosine: norm === 0 ? 0 : Math.min(1, sums.dot / norm),
    maxAbsError: sums.most,
    topOneEqual: sums.equal,
    meanKl: positions === 0 ? 0 : Math.max(0, sums.kl / positions),
  };
}

interface Sums {
  dot: number;
  one: number;
  other: number;
  most: number;
  equal: number;
  kl: number;
}

function addRow(sums: Sums, a: Float32Array, b: Float32Array): void {
  const [meanA, meanB] = [finiteMean(a), finiteMean(b)];
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    if (p === Number.NEGATIVE_INFINITY || q === Number.NEGATIVE_INFINITY) continue;
    const [x, y] = [p - meanA, q - meanB];
    sums.dot += x * y;
    sums.one += x * x;
    sums.other += y * y;
    sums.kl += Math.exp(p) * (p - q);
    // Written so that one that is not a number is the largest of all.
    if (!(Math.abs(x - y) <= sums.most)) sums.most = Math.abs(x - y);
  }
  if (largestAt(a) === largestAt(b)) sums.equal += 1;
}

function finiteMean(row: Float32Array): number {
  let [sum, count] = [0, 0];
  for (const value of row) {
    if (value === Number.NEGATIVE_INFINITY) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

function largestAt(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] ?? 0) > (row[best] ?? 0)) best = i;
  return best;
}

/** How many ids are equal before the first that is not. */
export function equalPrefix(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((id, i) => id !== other[i]);
  return at < 0 ? one.length : at;
}

/** Of a text under a model: the exponential of the mean surprise at each id after the first. */
export function perplexity(ids: readonly number[], rows: readonly Float32Array[]): number {
  const surprises = ids.slice(1).map((id, i) => -(rows[i]?.[id] ?? Number.NEGATIVE_INFINITY));
  return Math.exp(surprises.reduce((sum, each) => sum + each, 0) / Math.max(1, surprises.length));
}
