import type { SpeedSample } from '../../harness/measure/throttle/speed-sample.ts';
import { median } from '../../harness/statistics/median.ts';
import type { DiffCurve } from './diff-model.ts';

const BIN_SECONDS = 10;

/** Ten seconds of load in both runs; null where a run was over, or nothing was decoded. */
export interface CurveBin {
  readonly startSecond: number;
  readonly a: number | null;
  readonly b: number | null;
}

/** Both curves in equal bins of seconds, each the median of its values. */
export function curveBins({ a, b }: Pick<DiffCurve, 'a' | 'b'>): CurveBin[] {
  const binOf = ({ atSecond }: SpeedSample): number => Math.floor(atSecond / BIN_SECONDS);
  const count = 1 + Math.max(-1, ...[...a, ...b].map(binOf));
  const middle = (series: readonly SpeedSample[], bin: number): number | null =>
    median(series.filter((each) => binOf(each) === bin).map(({ tokensPerSecond }) => tokensPerSecond));
  return Array.from({ length: count }, (_, bin) => ({
    startSecond: bin * BIN_SECONDS,
    a: middle(a, bin),
    b: middle(b, bin),
  }));
}
