import { median } from '../../harness/judge/statistics/median.ts';
import type { DiffCurve } from './diff-model.ts';

const BIN_SECONDS = 10;

/** Ten seconds of load in both runs; null where a run was over. */
export interface CurveBin {
  readonly startSecond: number;
  readonly a: number | null;
  readonly b: number | null;
}

export function curveBins({ a, b }: Pick<DiffCurve, 'a' | 'b'>): CurveBin[] {
  const count = Math.ceil(Math.max(a.length, b.length) / BIN_SECONDS);
  const middle = (series: DiffCurve['a'], bin: number): number | null =>
    median(series.slice(bin * BIN_SECONDS, (bin + 1) * BIN_SECONDS).flatMap((speed) => speed ?? []));
  return Array.from({ length: count }, (_, bin) => ({
    startSecond: bin * BIN_SECONDS,
    a: middle(a, bin),
    b: middle(b, bin),
  }));
}
