import { type NightNoise, nightNoise, varianceOfMean } from './night-noise.ts';
import type { Moves, OwnMoves, Stretch } from './own-moves.ts';
import type { NightlyParameters } from './parameters.ts';

/** A series as it stands tonight. */
export interface Tonight {
  /** One finite log a night that exists, oldest first. */
  readonly logs: readonly number[];
  /** How many of the logs exist yet. */
  readonly count: number;
  readonly own: OwnMoves;
  /** Nights on the level of a change that an A/B confirmed: such a level is no mode of the series. */
  readonly confirmed: readonly Stretch[];
  /** Changes raised before that have not gone away, oldest first. */
  readonly standing: readonly StandingChange[];
}

/** A change of level as far as later nights are held against earlier ones. */
export interface StandingChange {
  /** First night of its level. */
  readonly index: number;
  /** Of the nights before it, log. */
  readonly levelBefore: number;
}

/** A move of the newest nights away from the level before them; log units. */
export interface Move {
  /** First of the nights that moved. */
  readonly index: number;
  readonly shift: number;
  /** What the series moves by itself over as many nights. */
  readonly size: number;
  /** |shift| ÷ size. */
  readonly times: number;
  /** `times` ÷ the least that is told from what the series does by itself: 1 and more. */
  readonly margin: number;
  /** Nights that moved. */
  readonly nights: number;
  /** Nights before them that say what is usual. */
  readonly history: number;
  readonly levelBefore: number;
}

/** Variance of the mid-mean of normal nights, in variances of their mean. */
const MID_MEAN = 1.15;
/** Stretches that overlap say more than those that do not: k nights hold 2·k/m of them. */
const OVERLAP = 2;

/**
 * The moves beyond what the series does by itself: for each number of new nights the one from that old level which makes it
 * clearest.
 */
export function clearMoves(tonight: Tonight, parameters: NightlyParameters): Move[] {
  const { logs, count, own } = tonight;
  let known: NightNoise | null = null;
  const noise = (): NightNoise => {
    known ??= nightNoise(logs, count, own.starts, parameters);
    return known;
  };
  return parameters.lengths.flatMap((nights) => {
    if (count - nights - own.newestStart < parameters.leastBefore) return [];
    const moves = parameters.befores.map((reach) => moveFrom(tonight, nights, reach, noise, parameters));
    return moves.reduce((a, b) => (a && (!b || b.times <= a.times) ? a : b), null) ?? [];
  });
}

/** Null where the move is too small. */
function moveFrom(
  { count, own }: Tonight,
  nights: number,
  reach: number,
  noise: () => NightNoise,
  parameters: NightlyParameters,
): Move | null {
  const index = count - nights;
  const before = own.before(index, reach);
  if (!before) return null;
  const shift = own.level(index, nights) - before.level;
  if (Math.abs(shift) < parameters.leastShift) return null;
  const from = Math.max(0, index - parameters.history);
  const moves = own.movesIn({ from, to: index - nights + 1 }, nights, reach);
  const bound = boundOf(nights, index - from, parameters);
  // Noise can only make the size larger; most nights it need not be asked.
  if (Math.abs(shift) < bound * sizeOf(moves, nights, 0, parameters)) return null;
  const expected = MID_MEAN * (varianceOfMean(noise(), nights) + varianceOfMean(noise(), before.nights));
  const size = sizeOf(moves, nights, expected, parameters);
  const times = Math.abs(shift) / size;
  const margin = times / bound;
  if (margin < 1) return null;
  return { index, shift, size, times, margin, nights, history: index - from, levelBefore: before.level };
}

/** Root mean square of the moves that noise makes expect and of those seen, weighted by how much each is worth. */
function sizeOf(
  { count, squares }: Moves,
  nights: number,
  expected: number,
  { prior }: NightlyParameters,
): number {
  const each = OVERLAP / nights;
  return Math.sqrt((prior * expected + each * squares) / (prior + each * count));
}

const boundOf = (nights: number, history: number, { base, few, young }: NightlyParameters): number =>
  (base + few / nights) * (1 + (young / history) ** 3);
