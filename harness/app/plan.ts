import { type PlanTotals, planTotals } from '../experiment/estimate.ts';
import type { PreparedRun } from './plan/assemble-run.ts';
import { prepareRun, type RunOptions } from './plan/prepare-run.ts';
import { type Ports, portsOf } from './ports.ts';

/** A run that is planned and not begun. */
export interface PlannedRun extends PreparedRun {
  /** Launches, seconds and bytes that it will take. */
  readonly totals: PlanTotals;
}

/**
 * Reads and checks every input of a run, and plans it. Touches no phone and writes nothing.
 * @throws HeatsoakError of kind usage, naming the file, the JSON path and the nearest valid name
 */
export async function plan(options: RunOptions, ports: Pick<Ports, 'now'> = {}): Promise<PlannedRun> {
  return withTotals(await prepareRun(options, portsOf(ports).now()));
}

export const withTotals = (prepared: PreparedRun): PlannedRun => ({
  ...prepared,
  totals: planTotals(prepared.manifest),
});
