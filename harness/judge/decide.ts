import { studentQuantile } from '../statistics/student-t.ts';
import type { Estimate } from './estimate.ts';

export type Reading = 'no-change' | 'regression' | 'improvement' | 'not-enough-evidence';

/** How an estimate is to be read. */
export interface Decision {
  readonly reading: Reading;
  /** The whole 95 % interval lies beyond the margin. */
  readonly beyondMargin: boolean;
  /** Blocks a device that would probably settle it; null when it is settled. */
  readonly blocksNeeded: number | null;
}

/** A margin of m per cent in logs, symmetric, so that swapping the builds only changes signs. */
export const logMargin = (percent: number): number => Math.log(1 + percent / 100);

/** The rule: 90 % interval inside the margin, else 95 % interval without zero, else not enough evidence. */
export function decide(estimate: Estimate, direction: 'higher' | 'lower', marginPercent: number): Decision {
  const margin = logMargin(marginPercent);
  const [low90, high90] = estimate.ci90;
  if (low90 > -margin && high90 < margin)
    return { reading: 'no-change', beyondMargin: false, blocksNeeded: null };
  const [low, high] = estimate.ci95;
  if (low > 0 || high < 0) {
    const isBetter = direction === 'higher' ? low > 0 : high < 0;
    const beyondMargin = low > margin || high < -margin;
    return { reading: isBetter ? 'improvement' : 'regression', beyondMargin, blocksNeeded: null };
  }
  return {
    reading: 'not-enough-evidence',
    beyondMargin: false,
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
