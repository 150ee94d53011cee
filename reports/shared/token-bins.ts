import { quantile } from '../../harness/statistics/quantile.ts';

const BIN_SECONDS = 10;

/** Ten seconds of a launch in numbers; the table twin of the token chart. */
export interface TokenBin {
  readonly startSecond: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly tokens: number;
  readonly state: string;
}

/** Inter-token times in ms by the second at which each token came; `thermal` are the state's changes in order. */
export function tokenBins(
  seconds: ArrayLike<number>,
  ms: ArrayLike<number>,
  thermal: readonly { readonly tUs: number; readonly state: string }[],
): TokenBin[] {
  const bins = new Map<number, number[]>();
  for (let i = 0; i < seconds.length; i++) {
    const bin = Math.floor((seconds[i] ?? 0) / BIN_SECONDS);
    const values = bins.get(bin);
    if (values) values.push(ms[i] ?? 0);
    else bins.set(bin, [ms[i] ?? 0]);
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, values]) => ({
      startSecond: bin * BIN_SECONDS,
      medianMs: quantile(values, 0.5) ?? 0,
      p95Ms: quantile(values, 0.95) ?? 0,
      tokens: values.length,
      state: thermal.filter(({ tUs }) => tUs <= bin * BIN_SECONDS * 1e6).at(-1)?.state ?? 'unknown',
    }));
}
