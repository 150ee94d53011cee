import { logMargin } from './decide.ts';
import { pooledEstimate } from './estimate.ts';

/** How wide the interval of one metric is on one phone; log units. */
export interface IntervalWidth {
  readonly metric: string;
  /** Half of the 95 % interval; null with too few blocks. */
  readonly halfWidth: number | null;
  /** Half of the margin: narrower than this, an effect as large as the margin cannot hide. */
  readonly target: number;
}

/** Blocks before the first look, and at the latest when the last one is done. */
export interface StoppingBudget {
  readonly leastBlocks: number;
  readonly mostBlocks: number;
}

/** Fewest blocks before the first look: one phone has few degrees of freedom. */
export const leastBlocksBeforeStop = (devices: number): number => (devices === 1 ? 6 : 4);

/** The width of one phone's interval; where the estimate lies is not looked at. */
export function intervalWidth(
  metric: string,
  contrasts: readonly number[],
  marginPercent: number,
): IntervalWidth {
  const estimate = pooledEstimate([contrasts]);
  return {
    metric,
    halfWidth: estimate ? (estimate.ci95[1] - estimate.ci95[0]) / 2 : null,
    target: logMargin(marginPercent) / 2,
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
