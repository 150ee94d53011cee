import type { RaisedChange } from '../../../harness/judge/nightly/online.ts';
import { surelyBefore } from '../../../harness/judge/nightly/parameters.ts';
import type { Random } from '../../../harness/statistics/random.ts';
import { studentQuantile } from '../../../harness/statistics/student-t.ts';
import type { NightlySeries } from './nightly.ts';

/** About eight blocks on one phone at typical noise. */
const STANDARD_ERROR = 0.005;
const DF = 7;
const HALF_WIDTHS = studentQuantile(0.975, DF);

/**
 * The A/B of the next night as an estimate that knows nothing of the trigger's night: the newest build against the one
 * that the product would take for good. True where its 95 % interval excludes zero in the trigger's direction.
 */
export function isConfirmed(random: Random, { step }: NightlySeries, change: RaisedChange): boolean {
  const levelOf = (night: number): number => (step && night >= step.night ? step.size : 0);
  const truth = levelOf(change.raisedAt + 1) - levelOf(change.index - surelyBefore(change.times));
  const estimate = truth + STANDARD_ERROR * random.gauss();
  let squares = 0;
  for (let i = 0; i < DF; i++) squares += random.gauss() ** 2;
  const half = HALF_WIDTHS * STANDARD_ERROR * Math.sqrt(squares / DF);
  return change.shift > 0 ? estimate - half > 0 : estimate + half < 0;
}
