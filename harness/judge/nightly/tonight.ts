import { median } from '../../statistics/median.ts';
import type { OwnMoves } from './own-moves.ts';
import { LEAST_MOVES, LEAST_NIGHTS, type NightlyParameters, NOISE_FLOOR } from './parameters.ts';

/** A change of level; indices count the values of the series, shifts are log units. */
export interface Change {
  /** First night of the new level; noise can move it by a night or two. */
  readonly index: number;
  readonly shift: number;
  /** What the series moves by itself over as many nights. */
  readonly size: number;
  /** shift ÷ size. */
  readonly times: number;
  /** Nights of the new level that were looked at, and how many of them lie beyond the midpoint of the two levels. */
  readonly nights: number;
  readonly agreeing: number;
  /** Nights that the new level was never reached before. */
  readonly history: number;
  readonly levelBefore: number;
}

interface Candidate extends Change {
  /** How far `times` lies above its bound. */
  readonly margin: number;
}

/** Of a normal, standard deviation ÷ median absolute deviation; a difference has √2 of it. */
const OF_DIFFERENCES = 1.4826 / Math.SQRT2;
/** Variances of the mid-mean and of the median of independent nights, times their number. */
const MID_MEAN = 1.15;
const MEDIAN = 1.5;
/** Stretches of the history that overlap by half say about as much as independent ones: k nights hold 1.5·k/m of them. */
const OVERLAP = 1.5;

/**
 * The change of level that the newest night makes certain: a move that is large beside the moves that the series makes by
 * itself, that the new nights agree on, and to a level that the history never held. Nights from `count` on are not read.
 */
export function changeTonight(
  logs: readonly number[],
  count: number,
  own: OwnMoves,
  parameters: NightlyParameters,
): Change | null {
  if (count < LEAST_NIGHTS) return null;
  const noise = noiseOf(logs, count, parameters.history);
  let best: Candidate | null = null;
  for (const nights of parameters.lengths) {
    const found = candidate(logs, count, nights, noise, own, parameters);
    if (found && (!best || found.margin > best.margin)) best = found;
  }
  if (!best) return null;
  const { margin: _, ...change } = best;
  return { ...change, index: located(logs, count, change, own.newestStart) };
}

function candidate(
  logs: readonly number[],
  count: number,
  nights: number,
  noise: number,
  own: OwnMoves,
  parameters: NightlyParameters,
): Candidate | null {
  const index = count - nights;
  if (index - own.newestStart < parameters.leastBefore) return null;
  const before = own.before(index);
  if (!before) return null;
  const level = own.level(index, nights);
  const shift = level - before.level;
  if (Math.abs(shift) < parameters.leastShift) return null;
  const from = Math.max(0, index - parameters.history);
  const moves = own.movesIn(from, index - nights + 1, nights);
  if (moves.length < LEAST_MOVES) return null;
  const independent = noise ** 2 * (MID_MEAN / nights + MEDIAN / before.nights);
  const size = sizeOf(moves, nights, independent, parameters.prior);
  const times = Math.abs(shift) / size;
  const margin = times - boundOf(nights, index - from, parameters);
  if (margin < 0) return null;
  const sign = Math.sign(shift);
  const beyond = (log: number): boolean => (log - before.level - shift / 2) * sign > 0;
  const agreeing = logs.slice(index, count).filter(beyond).length;
  if (agreeing < parameters.shareAfter * nights) return null;
  if (sign * level - furthest(own, from, index, nights, sign) < parameters.novelty * size) return null;
  const history = index - from;
  return { index, shift, size, times, nights, agreeing, history, levelBefore: before.level, margin };
}

/** How far the first night of a level is looked for on both sides of the nights that showed it. */
const NEAR = 5;

/** The first night of the new level: where most of the nights from then on lie on its side of the midpoint, and most before do not. */
function located(
  logs: readonly number[],
  count: number,
  { index, shift, levelBefore }: Change,
  newestStart: number,
): number {
  const half = Math.abs(shift) / 2;
  let best = index;
  let most = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let night = count - 1; night >= Math.max(newestStart + 1, index - NEAR); night--) {
    const beyond = Math.sign(shift) * (Number(logs[night]) - levelBefore) - half;
    // One night counts for no more than a level does, as far as it may lie.
    sum += Math.min(half, Math.max(-half, beyond));
    if (night > index + NEAR || sum <= most) continue;
    most = sum;
    best = night;
  }
  return best;
}

function noiseOf(logs: readonly number[], count: number, history: number): number {
  const sizes: number[] = [];
  for (let i = Math.max(1, count - history); i < count; i++)
    sizes.push(Math.abs(Number(logs[i]) - Number(logs[i - 1])));
  return Math.max(NOISE_FLOOR, OF_DIFFERENCES * (median(sizes) ?? 0));
}

/** Root mean square of what independent nights would move by and what was seen, weighted by how much each is worth. */
function sizeOf(moves: readonly number[], nights: number, independent: number, prior: number): number {
  let squares = 0;
  for (const move of moves) squares += move ** 2;
  const stretches = (OVERLAP * moves.length) / nights;
  return Math.sqrt((prior * independent + (stretches * squares) / moves.length) / (prior + stretches));
}

const boundOf = (nights: number, history: number, { base, few, young }: NightlyParameters): number =>
  (base + few / nights) * (1 + (young / history) ** 2);

/** The level furthest on the side of the move that the history held for as many nights. */
function furthest(own: OwnMoves, from: number, index: number, nights: number, sign: number): number {
  let far = Number.NEGATIVE_INFINITY;
  for (let at = from; at + nights <= index; at++) far = Math.max(far, sign * own.level(at, nights));
  return far;
}
