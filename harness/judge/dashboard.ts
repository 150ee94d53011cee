import { z } from 'zod';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { must } from '../statistics/must.ts';
import type { MetricComparison } from './change.ts';

/** A change of a metric that decides nothing, and is worth attention. */
export const dashboardFinding = z.strictObject({
  metric: z.string(),
  suite: z.string(),
  device: z.string(),
  changePercent: z.number(),
  /** By Benjamini and Hochberg over every cell that was tested. */
  adjustedP: z.number(),
});
export type DashboardFinding = z.infer<typeof dashboardFinding>;

/** At most this share of what is shown is false. */
const FALSE_SHARE = 0.05;
const LEAST_PERCENT = 1;

/** Changes of metrics without a gate, over all devices at once; a missing cell counts as untested, not as passed. */
export function dashboardFindings(comparisons: readonly MetricComparison[]): DashboardFinding[] {
  const cells = comparisons
    .filter(({ gating }) => !gating)
    .flatMap(({ metric, suite, perDevice }) =>
      perDevice.flatMap(({ device, p, changePercent }) =>
        p === null || changePercent === null ? [] : [{ metric, suite, device, p, changePercent }],
      ),
    );
  const adjusted = benjaminiHochberg(cells.map(({ p }) => p));
  return cells
    .map(({ p: _, ...cell }, i) => ({ ...cell, adjustedP: must(adjusted[i], 'an adjusted p') }))
    .filter((cell) => cell.adjustedP <= FALSE_SHARE && Math.abs(cell.changePercent) > LEAST_PERCENT);
}
