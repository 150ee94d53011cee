import { median } from '../../statistics/median.ts';
import { type Change, detectLatest } from './latest-change.ts';
import { DUPLICATE_WITHIN, LEAST_NIGHTS, type TriggerParameters } from './parameters.ts';

/** A change as it was seen on the night that raised it. */
export interface RaisedChange extends Change {
  /** Index of the newest value when it was raised. */
  readonly raisedAt: number;
  /** Index of the night on which the old level was back; null while the change stands. */
  readonly wentAwayAt: number | null;
}

const AWAY_NIGHTS = 4;

/**
 * What the trigger raises as nights come, each change once. The result on a night does not depend on later nights,
 * but for `wentAwayAt`, which a later night fills in.
 * @param logs one finite log a night that exists, oldest first, all of one epoch: a new epoch starts a new series
 * @param earlier what was raised on the first `from` values; confirmed or not, it stands against duplicates
 * @param from how many values were watched already
 */
export function watchNights(
  logs: readonly number[],
  parameters: TriggerParameters,
  earlier: readonly RaisedChange[] = [],
  from = 0,
): RaisedChange[] {
  const raised = [...earlier];
  for (let count = Math.max(from + 1, LEAST_NIGHTS); count <= logs.length; count++) {
    const known = logs.slice(Math.max(0, count - AWAY_NIGHTS), count);
    for (const [i, change] of raised.entries()) {
      if (change.wentAwayAt === null && isBack(change, known, parameters))
        raised[i] = { ...change, wentAwayAt: count - 1 };
    }
    const change = detectLatest(logs, parameters, count);
    if (change && !raised.some((other) => isSameChange(other, change)))
      raised.push({ ...change, raisedAt: count - 1, wentAwayAt: null });
  }
  return raised;
}

const isSameChange = (one: Change, other: Change): boolean =>
  Math.abs(one.index - other.index) <= DUPLICATE_WITHIN && Math.sign(one.shift) === Math.sign(other.shift);

/** The median of the last nights lies within half the least shift of the old level. */
const isBack = (change: Change, lastNights: readonly number[], { leastShift }: TriggerParameters): boolean =>
  Math.abs((median(lastNights) ?? Number.NaN) - change.levelBefore) <= leastShift / 2;
