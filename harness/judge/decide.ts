import { studentQuantile } from '../statistics/student-t.ts';
import type { Estimate } from './estimate.ts';

export const readings = ['no-change', 'regression', 'improvement', 'not-enough-evidence'] as const;
export type Reading = (typeof readings)[number];

/** How an estimate is to be read. */
export interface Decision {
  readonly reading: Reading;
  /** The whole 95 % interval lies beyond the margin. */
  readonly beyondMargin: boolean;
  /** Proved one-sided at 5 %: not worse by the margin, whether or not it is better. */
  readonly notWorse: boolean;
  /** Blocks a device that would probably settle it; null when it is settled. */
  readonly blocksNeeded: number | null;
}

export type Direction = 'higher' | 'lower';

/** A loss of 100 % has no logarithm: larger margins are cut to this, so that a margin in logs stays finite. */
const MOST_LOSS_PERCENT = 99;

/**
 * A margin of m per cent in logs, so that exactly m per cent worse lies on it: a loss of 4 % is ln 0.96 where higher is
 * better, and 4 % more is ln 1.04 where lower is. The better side has the same size: swapping the builds changes signs only.
 */
export const logMargin = (percent: number, direction: Direction | 'target'): number =>
  direction === 'higher'
    ? -Math.log(1 - Math.min(percent, MOST_LOSS_PERCENT) / 100)
    : Math.log(1 + percent / 100);

/** The rule: 90 % interval inside the margin, else 95 % interval without zero, else not enough evidence. */
export function decide(estimate: Estimate, direction: Direction, marginPercent: number): Decision {
  const margin = logMargin(marginPercent, direction);
  const [low90, high90] = estimate.ci90;
  const notWorse = direction === 'higher' ? low90 > -margin : high90 < margin;
  if (low90 > -margin && high90 < margin)
    return { reading: 'no-change', beyondMargin: false, notWorse, blocksNeeded: null };
  const [low, high] = estimate.ci95;
  if (low > 0 || high < 0) {
    const isBetter = direction === 'higher' ? low > 0 : high < 0;
    const beyondMargin = low > margin || high < -margin;
    return { reading: isBetter ? 'improvement' : 'regression', beyondMargin, notWorse, blocksNeeded: null };
  }
  return {
    reading: 'not-enough-evidence',
    beyondMargin: false,
    notWorse,
    blocksNeeded: blocksNeeded(estimate, margin),
  };
}

const MOST_BLOCKS = 200;
/** Standard normal quantile of 0.95: 90 % power of two one-sided tests. */
const POWER = 1.6449;

/** Blocks that would prove no change at a true effect of zero, with 90 % power. */
function blocksNeeded(estimate: Estimate, margin: number): number {
  const deviation = estimate.standardError * Math.sqrt(estimate.df + 1);
  for (let blocks = 3; blocks < MOST_BLOCKS; blocks++) {
    const needed = (((studentQuantile(0.95, blocks - 1) + POWER) * deviation) / margin) ** 2;
    if (blocks >= needed) return blocks;
  }
  return MOST_BLOCKS;
}
