import { type MedianInterval, medianInterval } from '../statistics/median-interval.ts';

/**
 * Costs that stood side by side, times or instructions: the one in question, the reference, and the reference again. Each triple must be of
 * processes of its own: where a process's memory came to lie costs it up to 15 % for as long as it lives, and no number
 * of turns averages that out.
 */
export interface ParityTurns {
  readonly subject: number;
  readonly reference: number;
  readonly control: number;
}

/** Speeds may differ by this factor either way. */
export interface ParityBand {
  readonly low: number;
  readonly high: number;
}

export type ParityVerdict = 'within' | 'outside' | 'INCONCLUSIVE';

/** Whether a subject measures as its reference does. */
export interface Parity {
  /** Speed of the subject over that of the reference, pair by pair. */
  readonly ratio: MedianInterval | null;
  /** The reference against itself: what the method sees where there is nothing to see. */
  readonly control: MedianInterval | null;
  readonly band: ParityBand;
  readonly verdict: ParityVerdict;
  readonly reason: string;
}

/** Fewer pairs give no useful interval: with five, 6 % lie outside of least and greatest. */
const LEAST_ROUNDS = 5;

/** Whether the subject is as fast as the reference, as far as the method's own noise lets one say. */
export function judgeParity(turns: readonly ParityTurns[], band: ParityBand): Parity {
  const ratio = medianInterval(turns.map(({ subject, reference }) => reference / subject));
  const control = medianInterval(turns.map(({ control, reference }) => reference / control));
  return { ratio, control, band, ...verdictOf(ratio, control, band) };
}

function verdictOf(
  ratio: MedianInterval | null,
  control: MedianInterval | null,
  band: ParityBand,
): Pick<Parity, 'verdict' | 'reason'> {
  if (!ratio || !control || ratio.count < LEAST_ROUNDS)
    return inconclusive(`${ratio?.count ?? 0} rounds; at least ${LEAST_ROUNDS} are needed`);
  if (!isInside(control, band))
    return inconclusive(
      `the control alone scatters over ${range(control)}: this host is too busy for ${range(band)}`,
    );
  if (isInside(ratio, band)) return { verdict: 'within', reason: `${range(ratio)} lies in ${range(band)}` };
  if (ratio.high < band.low || ratio.low > band.high)
    return { verdict: 'outside', reason: `${range(ratio)} lies outside of ${range(band)}` };
  return inconclusive(`${range(ratio)} reaches over an edge of ${range(band)}: more rounds decide`);
}

const inconclusive = (reason: string) => ({ verdict: 'INCONCLUSIVE' as const, reason });

const isInside = (interval: { low: number; high: number }, band: ParityBand): boolean =>
  interval.low >= band.low && interval.high <= band.high;

const range = ({ low, high }: { low: number; high: number }): string =>
  `${low.toFixed(3)}–${high.toFixed(3)}`;
