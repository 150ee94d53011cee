import type { ConfirmPlan } from '../../history/confirm-plan.ts';
import { type Confirmation, confirmationOutcome } from '../../history/confirmation.ts';
import type { Derived } from '../../judge/derive.ts';
import { appendConfirmation } from '../../store/history-store.ts';

/** Adds what a confirming run said to the store of answers. @param at UTC, ISO 8601 */
export async function recordConfirmation(
  root: string,
  { change, series, head, lastGood }: ConfirmPlan,
  { measurement, comparisons, verdict }: Derived,
  at: string,
): Promise<Confirmation> {
  const comparison = comparisons.find((each) => each.metric === series.metric);
  const found = comparison?.perDevice.find((each) => each.device === series.device) ?? null;
  const lost = verdict.devices.some((each) => each.device === series.device && each.verdict === 'INVALID');
  const repeated = change.confirmations.some((each) => each.outcome === 'repeat');
  const record: Confirmation = {
    v: 1,
    at,
    change: change.id,
    series: series.id,
    located: change.run,
    direction: change.direction,
    run: measurement.manifest.run,
    head,
    lastGood,
    blocks: found?.blocks ?? 0,
    changePercent: found?.changePercent ?? null,
    ci95Percent: found?.ci95Percent ? [found.ci95Percent[0], found.ci95Percent[1]] : null,
    outcome: confirmationOutcome(lost ? null : found, change.direction, repeated),
  };
  await appendConfirmation(root, record);
  return record;
}
