import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { surelyBefore } from '../judge/nightly/parameters.ts';
import type { HistoryChange, HistoryDocument, HistorySeries } from './history-document.ts';

/** A build as a night measured it. */
export interface MeasuredBuild {
  readonly run: string;
  readonly name: string;
  readonly app: string;
}

/** What a confirming A/B compares. */
export interface ConfirmPlan {
  readonly change: HistoryChange;
  readonly series: HistorySeries;
  readonly head: MeasuredBuild;
  readonly lastGood: MeasuredBuild;
}

/**
 * Head: the candidate of the newest night. Last good: that of the newest night that is surely before the change, has a
 * value, and does not lie behind another change for the worse.
 * @throws HeatsoakError `NO_LAST_GOOD`, or `SAME_BUILD` when the build was the same before and after
 */
export function confirmPlan(
  document: HistoryDocument,
  { change, series }: { readonly change: HistoryChange; readonly series: HistorySeries },
): ConfirmPlan {
  const head = buildOf(document, series.points.at(-1)?.run);
  const located = series.points.findIndex((point) => point.run === change.run);
  const epoch = series.epochs.filter((each) => each.start <= located).at(-1)?.start ?? 0;
  // The change may have come a few nights earlier than it was located.
  const before = series.points.slice(epoch, Math.max(epoch, located - surelyBefore(change.times) + 1));
  const good = before.filter((_, i) => !isBehindAlert(series, change, epoch + i));
  const lastGood = buildOf(document, good.at(-1)?.run);
  if (!head || !lastGood) {
    throw new HeatsoakError(
      'NO_LAST_GOOD',
      `no night before ${change.run} has a valid value and no open alert`,
      {
        hint: 'compare by hand: heatsoak run --candidate new.json --baseline old.json',
      },
    );
  }
  if (head.app === lastGood.app) {
    throw new HeatsoakError(
      'SAME_BUILD',
      `${head.name} was the build before and after: the phone or the lab changed, not the build`,
      {
        hint: `look at the room, the power and the phone; then heatsoak history mark --change ${change.id} --accept --why "…"`,
      },
    );
  }
  return { change, series, head, lastGood };
}

const ALERTS: readonly HistoryChange['state'][] = ['open', 'confirmed', 'unconfirmed'];

/** True for a night on the worse level of an alert that nobody answered. */
function isBehindAlert(series: HistorySeries, change: HistoryChange, index: number): boolean {
  return series.changes.some((other) => {
    if (other.id === change.id || other.better || !ALERTS.includes(other.state)) return false;
    const since = series.points.findIndex((point) => point.run === other.run);
    return since >= 0 && since - other.plusMinusNights <= index;
  });
}

function buildOf(document: HistoryDocument, run: string | undefined): MeasuredBuild | null {
  const found = document.runs.find((each) => each.run === run);
  const build = found?.builds.find((each) => each.role === 'candidate');
  return found && build ? { run: found.run, name: build.name, app: build.app } : null;
}

/** The newest change that waits for a confirming run; null when none does. */
export function newestOpen<T extends { readonly change: HistoryChange; readonly series: HistorySeries }>(
  changes: readonly T[],
): T | null {
  return changes.find(({ change, series }) => change.state === 'open' && series.kind !== 'control') ?? null;
}
