import { median } from '../../statistics/median.ts';
import { OwnMoves, type Stretch } from './own-moves.ts';
import { LEAST_NIGHTS, type NightlyParameters } from './parameters.ts';
import { type Change, changeTonight } from './tonight.ts';

/** A change as it was seen on the night that raised it. */
export interface RaisedChange extends Change {
  /** Index of the newest value when it was raised. */
  readonly raisedAt: number;
  /** Index of the night on which the old level was back; null while the change stands. */
  readonly wentAwayAt: number | null;
}

/** Index of the first night that knows of an A/B which confirmed the change; null when none did. */
export type ConfirmedFrom = (change: Change) => number | null;

const AWAY_NIGHTS = 4;
const nothingConfirmed: ConfirmedFrom = () => null;

/**
 * What is raised as nights come, each change once: from then on its level is known, and nothing is judged against it before
 * it has stood for `leastBefore` nights. The result on a night does not depend on later nights, but for `wentAwayAt`, which
 * a later night fills in.
 *
 * A level that the series held before is no change, unless an A/B confirmed it then: a regression that comes again after its
 * fix is raised again.
 * @param logs one finite log a night that exists, oldest first, all of one epoch: a new epoch starts a new series
 */
export function watchNights(
  logs: readonly number[],
  parameters: NightlyParameters,
  confirmedFrom: ConfirmedFrom = nothingConfirmed,
): RaisedChange[] {
  const raised: RaisedChange[] = [];
  const own = new OwnMoves(logs, parameters);
  for (let count = LEAST_NIGHTS; count <= logs.length; count++) {
    const isConfirmed = (change: Change): boolean => (confirmedFrom(change) ?? count) < count;
    const back = count - AWAY_NIGHTS;
    const lastNights = logs.slice(back, count);
    for (const [i, change] of raised.entries()) {
      if (change.wentAwayAt !== null || !isBack(change, lastNights, parameters)) continue;
      raised[i] = { ...change, wentAwayAt: count - 1 };
      if (isConfirmed(change) && back > own.newestStart) own.begin(back);
    }
    const confirmed = raised.flatMap((change, i) =>
      isConfirmed(change) ? [levelOf(change, raised[i + 1])] : [],
    );
    const standing = raised.filter(({ wentAwayAt }) => wentAwayAt === null);
    const change = changeTonight({ logs, count, own, confirmed, standing }, parameters);
    if (!change) continue;
    raised.push({ ...change, raisedAt: count - 1, wentAwayAt: null });
    own.begin(change.index);
  }
  return raised;
}

/** The nights on the level of a change, to its end or to the next change. */
function levelOf({ index, wentAwayAt }: RaisedChange, next: Change | undefined): Stretch {
  const back = wentAwayAt === null ? Number.POSITIVE_INFINITY : wentAwayAt - AWAY_NIGHTS + 1;
  return { from: index, to: Math.min(back, next?.index ?? back) };
}

/** The median of the last nights lies within half the least shift of the old level. */
const isBack = (change: Change, lastNights: readonly number[], { leastShift }: NightlyParameters): boolean =>
  Math.abs((median(lastNights) ?? Number.NaN) - change.levelBefore) <= leastShift / 2;
