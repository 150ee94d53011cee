/** How far the outputs of two models lie apart, over all rows of the reference. What nobody can know is null. */
export interface RowAgreement {
  readonly positions: number;
  /** Of all logits, each row less its mean; null where a logit is no number, none was compared, or a side's are all equal. */
  readonly cosine: number | null;
  readonly maxAbsError: number | null;
  /** Root mean square of the reference's logits, each row less its mean: arithmetic rounds in proportion to it. */
  readonly spread: number | null;
  /** Rows whose likeliest id is the same. */
  readonly topOneEqual: number;
  /** Mean Kullback-Leibler divergence of the target from the reference, in nats. */
  readonly meanKl: number | null;
}

/**
 * Compares rows of log-probabilities pairwise. Raw logits are known up to a constant a row only, so the mean of each row is
 * taken off. Ids whose probability underflowed on both sides, or on one and nearly on the other, are left out. The likeliest id
 * is the same where the target's is as likely for the reference, but for rounding.
 */
export function compareRows(
  reference: readonly Float32Array[],
  target: readonly Float32Array[],
): RowAgreement {
  const sums = { count: 0, dot: 0, one: 0, other: 0, most: 0, equal: 0, kl: 0 };
  reference.forEach((row, i) => {
    addRow(sums, row, target[i] ?? new Float32Array(0));
  });
  const positions = reference.length;
  const known = (value: number): number | null => (positions > 0 && Number.isFinite(value) ? value : null);
  const norm = Math.sqrt(sums.one * sums.other);
  return {
    positions,
    cosine: known(Math.min(1, sums.dot / norm)),
    maxAbsError: known(sums.most),
    spread: known(Math.sqrt(sums.one / sums.count)),
    topOneEqual: sums.equal,
    meanKl: known(Math.max(0, sums.kl / positions)),
  };
}

interface Sums {
  /** Logits that are compared. */
  count: number;
  dot: number;
  one: number;
  other: number;
  most: number;
  equal: number;
  kl: number;
}

/** Single precision ends at e^-87 (or, in its last denormal steps, -103): what is far more likely than that did not underflow. */
const NEARLY_UNDERFLOWED = -50;
/** Denormal on both sides: such probabilities have a few bits left, and their logarithms may be nats off. */
const DENORMAL = -87;
/** Logs of probabilities that are nearer than this are equal: single precision keeps seven digits. */
const ROUNDING = 1e-6;

function addRow(sums: Sums, a: Float32Array, b: Float32Array): void {
  const [meanA, meanB] = sharedMeans(a, b);
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    if (isUnknown(p, q)) continue;
    const [x, y] = [p - meanA, q - meanB];
    sums.count += 1;
    sums.dot += x * y;
    sums.one += x * x;
    sums.other += y * y;
    sums.kl += Math.exp(p) * (p - q);
    // `Math.max` keeps NaN, so one value that is not a number makes the result NaN.
    sums.most = Math.max(sums.most, Math.abs(x - y));
  }
  const [one, other] = [largestAt(a), largestAt(b)];
  if (one !== null && other !== null && (a[other] ?? Number.NaN) >= (a[one] ?? 0) - ROUNDING) sums.equal += 1;
}

/** Whether single precision has too little left of both probabilities to compare their logarithms. */
const isUnknown = (p: number, q: number): boolean =>
  Math.max(p, q) < (isGone(p, q) ? NEARLY_UNDERFLOWED : DENORMAL);

const isGone = (p: number, q: number): boolean =>
  p === Number.NEGATIVE_INFINITY || q === Number.NEGATIVE_INFINITY;

/** Means over the ids that both sides know: over different ids they would differ where the models do not. */
function sharedMeans(a: Float32Array, b: Float32Array): [number, number] {
  let [sumA, sumB, count] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [p, q] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN];
    if (isGone(p, q) || isUnknown(p, q)) continue;
    sumA += p;
    sumB += q;
    count += 1;
  }
  return count === 0 ? [0, 0] : [sumA / count, sumB / count];
}

/** Null for a row without a likeliest: empty, or with values that are not numbers. */
function largestAt(row: Float32Array): number | null {
  let [best, most] = [null as number | null, Number.NEGATIVE_INFINITY];
  for (const [i, value] of row.entries()) {
    if (Number.isNaN(value)) return null;
    if (value > most) [best, most] = [i, value];
  }
  return best;
}

/** How many ids are equal before the first that is not. */
export function equalPrefix(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((id, i) => id !== other[i]);
  return at < 0 ? one.length : at;
}

/** Of a text under a model: the exponential of the mean surprise at each id after the first; NaN where there is none. */
export function perplexity(ids: readonly number[], rows: readonly Float32Array[]): number {
  const surprises = ids.slice(1).map((id, i) => -(rows[i]?.[id] ?? Number.NEGATIVE_INFINITY));
  return Math.exp(surprises.reduce((sum, each) => sum + each, 0) / surprises.length);
}
