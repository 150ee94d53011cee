import { noiseScale } from '../../statistics/noise-scale.ts';
import type { Move } from './clear-moves.ts';
import { NOISE_FLOOR } from './parameters.ts';

/** How far the first night of a level is looked for on both sides of the nights that showed it. */
const NEAR = 10;
/** Nights of the old level that it is told from. */
const BEFORE = 25;
const LEAST_BEFORE = 5;
const LEAST_AFTER = 2;

/**
 * The first night of the new level: the cut near it that explains most, by least squares over nights that count for no more
 * than the noise beyond the two levels, as far off as they may lie.
 * @param logs up to the newest night
 */
export function located(
  logs: readonly number[],
  { index, shift, levelBefore }: Pick<Move, 'index' | 'shift' | 'levelBefore'>,
  newestStart: number,
): number {
  const start = Math.max(newestStart, index - BEFORE);
  const near = logs.slice(start);
  const limit = noiseScale(near, NOISE_FLOOR) + Math.abs(shift) / 2;
  const middle = levelBefore + shift / 2;
  const nights = near.map((log) => Math.min(limit, Math.max(-limit, log - middle)));
  const total = nights.reduce((sum, night) => sum + night, 0);
  const first = Math.max(LEAST_BEFORE, index - NEAR - start);
  const last = Math.min(nights.length - LEAST_AFTER, index + NEAR - start);
  let best = index;
  let most = 0;
  let after = 0;
  for (let cut = nights.length - 1; cut >= first; cut--) {
    after += Number(nights[cut]);
    const between = after / (nights.length - cut) - (total - after) / cut;
    const explained = (between ** 2 * cut * (nights.length - cut)) / nights.length;
    if (cut > last || between * shift <= 0 || explained <= most) continue;
    most = explained;
    best = start + cut;
  }
  return best;
}
