import { clearMoves, type Move, type StandingChange, type Tonight } from './clear-moves.ts';
import { located } from './locate.ts';
import type { Stretch } from './own-moves.ts';
import { LEAST_NIGHTS, type NightlyParameters } from './parameters.ts';

/** A change of level; indices count the values of the series, shifts are log units. */
export interface Change extends Omit<Move, 'margin'> {
  /** First night of the new level; noise can move it by some nights. */
  readonly index: number;
  /** Of the nights that moved, those beyond the midpoint of the two levels. */
  readonly agreeing: number;
}

/**
 * The change of level that the newest night makes certain: a move that is large beside the moves that the series makes by
 * itself, that the new nights agree on, and to a level that the history never held.
 */
export function changeTonight(tonight: Tonight, parameters: NightlyParameters): Change | null {
  if (tonight.count < LEAST_NIGHTS) return null;
  const known = tonight.logs.slice(0, tonight.count);
  const [clearest] = clearMoves(tonight, parameters)
    .filter((move) => agreeing(known, move) >= parameters.shareAfter * move.nights)
    .filter((move) => isNew(tonight, move, parameters))
    .sort((a, b) => b.margin - a.margin);
  if (!clearest) return null;
  const { margin: _, ...move } = clearest;
  return {
    ...move,
    index: located(known, move, tonight.own.newestStart),
    agreeing: agreeing(known, move),
  };
}

/** How many of the nights that moved lie beyond the midpoint of the two levels. */
function agreeing(logs: readonly number[], { index, shift, levelBefore }: Omit<Move, 'margin'>): number {
  const middle = levelBefore + shift / 2;
  return logs.slice(index).filter((log) => (log - middle) * shift > 0).length;
}

/**
 * True when the level lies beyond every level that the history held for as many nights, but for confirmed changes. What the
 * series did on an earlier level it may do on the present one: those nights count as they stood and moved with the level.
 */
function isNew(
  { own, confirmed, standing }: Tonight,
  { index, shift, size, nights, history, levelBefore }: Move,
  { novelty }: NightlyParameters,
): boolean {
  const sign = Math.sign(shift);
  const limit = sign * (levelBefore + shift) - novelty * size;
  for (let at = index - history; at + nights <= index; at++) {
    const stretch = { from: at, to: at + nights };
    if (confirmed.some(({ from, to }) => stretch.to > from && at < to)) continue;
    const level = sign * own.level(at, nights);
    if (level > limit || level + sign * movedSince(standing, stretch, levelBefore) > limit) return false;
  }
  return true;
}

/** How far the present level lies from that of the nights; none where it moved within them. */
function movedSince(standing: readonly StandingChange[], { from, to }: Stretch, levelBefore: number): number {
  const next = standing.find(({ index }) => index > from);
  return next && next.index >= to ? levelBefore - next.levelBefore : 0;
}
