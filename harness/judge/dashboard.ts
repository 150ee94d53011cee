import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import type { MetricComparison } from './comparison.ts';

/** A change of a metric that decides nothing, and is worth a look. */
export interface DashboardFinding {
  readonly metric: string;
  readonly device: string;
  readonly changePercent: number;
  /** By Benjamini and Hochberg over every cell that was tested. */
  readonly adjustedP: number;
}

/** At most this share of what is shown is false. */
const FALSE_SHARE = 0.05;
const LEAST_PERCENT = 1;

/** Changes of metrics without a gate, over all devices at once; a missing cell counts as untested, not as passed. */
export function dashboardFindings(comparisons: readonly MetricComparison[]): DashboardFinding[] {
  const cells = comparisons
    .filter(({ gating }) => !gating)
    .flatMap(({ metric, perDevice }) =>
      perDevice.flatMap(({ device, p, changePercent }) =>
        p === null || changePercent === null ? [] : [{ metric, device, p, changePercent }],
      ),
    );
  const adjusted = benjaminiHochberg(cells.map(({ p }) => p));
  return cells
    .map(({ metric, device, changePercent }, i) => ({
      metric,
      device,
      changePercent,
      adjustedP: adjusted[i] ?? 1,
    }))
    .filter((cell) => cell.adjustedP <= FALSE_SHARE && Math.abs(cell.changePercent) > LEAST_PERCENT);
}
