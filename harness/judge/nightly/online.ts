import { median } from '../../statistics/median.ts';
import { OwnMoves } from './own-moves.ts';
import { LEAST_NIGHTS, type NightlyParameters } from './parameters.ts';
import { type Change, changeTonight } from './tonight.ts';

/** A change as it was seen on the night that raised it. */
export interface RaisedChange extends Change {
  /** Index of the newest value when it was raised. */
  readonly raisedAt: number;
  /** Index of the night on which the old level was back; null while the change stands. */
  readonly wentAwayAt: number | null;
}

const AWAY_NIGHTS = 4;

/**
 * What is raised as nights come, each change once: from then on its level is known, and nothing is judged against it before
 * it has stood for `leastBefore` nights. The result on a night does not depend on later nights, but for `wentAwayAt`, which
 * a later night fills in.
 * @param logs one finite log a night that exists, oldest first, all of one epoch: a new epoch starts a new series
 */
export function watchNights(logs: readonly number[], parameters: NightlyParameters): RaisedChange[] {
  const raised: RaisedChange[] = [];
  const own = new OwnMoves(logs, parameters);
  for (let count = LEAST_NIGHTS; count <= logs.length; count++) {
    const lastNights = logs.slice(count - AWAY_NIGHTS, count);
    for (const [i, change] of raised.entries()) {
      if (change.wentAwayAt === null && isBack(change, lastNights, parameters))
        raised[i] = { ...change, wentAwayAt: count - 1 };
    }
    const change = changeTonight(logs, count, own, parameters);
    if (!change) continue;
    raised.push({ ...change, raisedAt: count - 1, wentAwayAt: null });
    own.begin(change.index);
  }
  return raised;
}

/** The median of the last nights lies within half the least shift of the old level. */
const isBack = (change: Change, lastNights: readonly number[], { leastShift }: NightlyParameters): boolean =>
  Math.abs((median(lastNights) ?? Number.NaN) - change.levelBefore) <= leastShift / 2;
