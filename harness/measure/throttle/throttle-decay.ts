/** A fall as S + (B − S)·exp(−(t − T)/τ) from second T on, B before it. */
export interface Decay {
  readonly onsetSeconds: number;
  readonly tauSeconds: number;
  /** Sum of squared residuals, squared units of speed. */
  readonly residual: number;
}

/** Time constants that are tried, seconds; phones fall within tens of seconds to a few minutes. */
const TAUS = [5, 7, 10, 14, 20, 28, 40, 56, 80, 113, 160, 226, 320];
const COARSE = 6;
/** The staircase finds the first step only once the fall has gone some way: T lies before it. */
const SEARCH_BEFORE = 120;
const SEARCH_AFTER = 12;
const LEAST_BEFORE = 3;

/**
 * Least squares over T and τ on a grid, B and S in closed form for each.
 * @param speeds one value a second, cleaned of outliers
 * @param nearSecond the start of the first step down
 * @returns null where nothing falls
 */
export function fitDecay(speeds: readonly number[], nearSecond: number): Decay | null {
  const first = Math.max(LEAST_BEFORE, nearSecond - SEARCH_BEFORE);
  const last = Math.min(speeds.length - LEAST_BEFORE, nearSecond + SEARCH_AFTER);
  const coarse = best(speeds, first, last, COARSE, TAUS);
  if (!coarse) return null;
  const near = TAUS.filter((tau) => tau >= coarse.tauSeconds / 1.6 && tau <= coarse.tauSeconds * 1.6);
  const taus = near.flatMap((tau) => [tau / 1.19, tau, tau * 1.19]);
  const from = Math.max(first, coarse.onsetSeconds - COARSE);
  return best(speeds, from, Math.min(last, coarse.onsetSeconds + COARSE), 1, taus);
}

function best(
  speeds: readonly number[],
  from: number,
  to: number,
  step: number,
  taus: readonly number[],
): Decay | null {
  let found: Decay | null = null;
  for (const tauSeconds of taus) {
    for (let onsetSeconds = from; onsetSeconds <= to; onsetSeconds += step) {
      const fitted = fitOf(speeds, onsetSeconds, tauSeconds);
      if (fitted && (!found || fitted.residual < found.residual)) found = fitted;
    }
  }
  return found;
}

/** The best B and S for one T and τ; null when that would rise. */
function fitOf(speeds: readonly number[], onset: number, tau: number): Decay | null {
  const n = speeds.length;
  const factor = Math.exp(-1 / tau);
  let [sum, sumShape, sumSquare, sumProduct, sumSpeeds] = [0, 0, 0, 0, 0];
  let shape = 1;
  for (let t = 0; t < n; t++) {
    if (t > onset) shape *= factor;
    const speed = Number(speeds[t]);
    sum += speed;
    sumShape += shape;
    sumSquare += shape * shape;
    sumProduct += shape * speed;
    sumSpeeds += speed * speed;
  }
  const spread = sumSquare - (sumShape * sumShape) / n;
  if (spread <= 1e-9) return null;
  const slope = (sumProduct - (sumShape * sum) / n) / spread;
  if (slope <= 0) return null;
  const residual = sumSpeeds - (sum * sum) / n - slope * slope * spread;
  return { onsetSeconds: onset, tauSeconds: tau, residual };
}
