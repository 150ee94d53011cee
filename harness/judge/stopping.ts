import type { Change, DeviceChange, MetricComparison } from './change.ts';
import { type Direction, logMargin } from './decide.ts';

/** How wide the interval of one metric is on one phone; log units. */
export interface IntervalWidth {
  readonly metric: string;
  /** Absent: over all cases of the suite. */
  readonly case?: string;
  /** Half of the 95 % interval; null with too few blocks. */
  readonly halfWidth: number | null;
  /** Half of the margin: narrower than this, an effect as large as the margin cannot hide. */
  readonly target: number;
}

/** Blocks before the first interim analysis, and blocks after which the last one is made at the latest. */
export interface StoppingBudget {
  readonly leastBlocks: number;
  readonly mostBlocks: number;
}

/** Fewest blocks before the first interim analysis: one phone has few degrees of freedom. */
export const leastBlocksBeforeStop = (devices: number): number => (devices === 1 ? 6 : 4);

/** Widths of everything that decides on a phone: of each change over the cases, and of each case, by what is allowed there. */
export function intervalWidths(comparisons: readonly MetricComparison[]): IntervalWidth[] {
  return comparisons.flatMap(({ metric, direction, perDevice }) =>
    perDevice
      .filter(({ decides }) => decides)
      .flatMap((change: DeviceChange) => [
        { metric, ...widthOf(change, direction) },
        ...change.cases.map((own) => ({ metric, case: own.case, ...widthOf(own, direction) })),
      ]),
  );
}

/** Where the estimate lies plays no part. */
function widthOf({ ci95Percent, allowedPercent }: Change, direction: Direction) {
  const log = (percent: number): number => Math.log1p(percent / 100);
  return {
    halfWidth: ci95Percent === null ? null : (log(ci95Percent[1]) - log(ci95Percent[0])) / 2,
    target: logMargin(allowedPercent, direction) / 2,
  };
}

/** Fixed-width stopping: after the least number of blocks, as soon as every interval is narrow enough. */
export function interimAnalysis(
  widths: readonly IntervalWidth[],
  blocks: number,
  budget: StoppingBudget,
): 'go-on' | 'stop' | 'budget-spent' {
  const narrow = widths.every(({ halfWidth, target }) => halfWidth !== null && halfWidth <= target);
  if (blocks >= budget.mostBlocks) return 'budget-spent';
  return blocks >= budget.leastBlocks && widths.length > 0 && narrow ? 'stop' : 'go-on';
}
