import { incompleteBeta, logGamma } from './incomplete-beta.ts';

/** Student's t with so many degrees of freedom is the normal to six digits. */
const NEARLY_NORMAL = 1e6;

/** Two-sided p of a t value; degrees of freedom need not be whole. */
export function studentP(t: number, df: number): number {
  const square = t * t;
  // Near zero the other tail keeps the digits: df / (df + t²) rounds to 1 there.
  return square < df
    ? 1 - incompleteBeta(square / (df + square), 0.5, df / 2)
    : incompleteBeta(df / (df + square), df / 2, 0.5);
}

/** Quantiles by degrees of freedom and p: a verdict asks for the same few thousands of times. */
const known = new Map<number, Map<number, number>>();
/** Satterthwaite's degrees of freedom are seldom twice the same; what they leave is thrown away now and then. */
const MOST_KNOWN = 10_000;

/** The t value that `p` of the distribution lies below, for p ≥ 0.5. */
export function studentQuantile(p: number, df: number): number {
  const before = known.get(df)?.get(p);
  if (before !== undefined) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const found = searched(p, df);
  const ofDf = known.get(df);
  if (ofDf) ofDf.set(p, found);
  else known.set(df, new Map([[p, found]]));
  return found;
}

/** Newton's steps inside a bracket that shrinks. */
function searched(p: number, df: number): number {
  const tail = 2 * (1 - p);
  let high = 2;
  // One degree of freedom has very heavy tails: the range grows until it holds the answer.
  while (studentP(high, df) > tail && high < 1e12) high *= 2;
  let low = 0;
  const logFront = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI);
  let t = high / 2;
  for (let i = 0; i < 200; i++) {
    const excess = studentP(t, df) - tail;
    if (excess > 0) low = t;
    else high = t;
    const density = Math.exp(logFront - ((df + 1) / 2) * Math.log1p((t * t) / df));
    const step = t + excess / (2 * density);
    const next = step > low && step < high ? step : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-13 * high) return next;
    t = next;
  }
  return t;
}

/** Share of the standard normal below z. */
export const normalBelow = (z: number): number => {
  const tail = studentP(z, NEARLY_NORMAL) / 2;
  return z > 0 ? 1 - tail : tail;
};

/** Upper tail of the F distribution. */
export function fisherSnedecorP(f: number, df1: number, df2: number): number {
  return f <= 0 ? 1 : incompleteBeta(df2 / (df2 + df1 * f), df2 / 2, df1 / 2);
}
