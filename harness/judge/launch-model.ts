import { type BlockFit, fitBlocks } from '../statistics/block-regression.ts';
import { must } from '../statistics/must.ts';
import { fitWithoutOutliers } from '../statistics/outlying-rows.ts';
import { fisherSnedecorP, studentP } from '../statistics/student-t.ts';
import { designOf, MISSED, usableRows } from './launch-design.ts';
import type { Level } from './levels.ts';

/** A change and how well it is known; logs. */
export interface FittedShift {
  readonly shift: number;
  /** Variance of the shift for launches of variance 1. */
  readonly unscaledVariance: number;
  /** Of one launch, once its block and what explains it are taken out. */
  readonly variance: number;
  readonly df: number;
}

/** A launch that does not belong to the others. */
export interface Outlier extends Level {
  /** How far its log lies from where the others say that it should. */
  readonly residual: number;
}

/** What all launches of one phone say of one change; logs. */
export interface PhoneFit extends FittedShift {
  /**
   * The change that an alarm is tested with: what earlier launches left is not fitted where it is nearly apart from the build.
   * A candidate that leaves more heat looks faster so, not slower: only a test for a loss may leave it out.
   */
  readonly alarm: FittedShift;
  /** By how much the change may be off since nobody knows how long heat stays: an interval is as much wider on both sides. */
  readonly unsure: number;
  /** Blocks that have launches of both builds. */
  readonly blocks: number;
  /** Launches that the change rests on. */
  readonly kept: readonly Level[];
  /** Launches too far from the others to belong to them; they are told, and the change does not rest on them. */
  readonly outlying: readonly Outlier[];
  /** A drift over the positions is one with the change: one build always ran later. */
  readonly confounded: boolean;
}

/** p below which the change itself varies from block to block: then only the blocks' own changes tell its spread. */
const VARIES_BELOW = 0.01;
/** Logs of ratios are exact to about 1e-16; a spread or a shift below this is rounding, not measurement. */
const ROUNDING = 1e-12;

/**
 * One regression over all launches of a phone: a level for each block, the build, a drift over the positions, what the
 * build before left behind (heat, caches), and the switch to another build (an install). Every launch tells of the noise.
 * @param pairs blocks are pairs of soaks, far apart: the build alone
 * @returns null with fewer than two blocks of both builds, or without a degree of freedom
 */
export function fitPhone(levels: readonly Level[], pairs = false): PhoneFit | null {
  const { rows, both, usable } = usableRows(levels);
  if (both.size < 2) return null;
  const { design, ofAlarm, ofLeft, confounded } = designOf(usable, rows, both.size, pairs);
  const y = Float64Array.from(usable, ({ log }) => log);
  const found = fitWithoutOutliers(design, y);
  if (!found || found.fit.df < 1) return null;
  const { fit, outlying } = found;
  const left = new Set(outlying);
  const shiftOf = (of: BlockFit): FittedShift => fittedShift(of, spreadOf(usable, of, outlying, both.size));
  const weights = Float64Array.from(usable, (_, i) => Number(!left.has(i)));
  const alarm = ofAlarm && fitBlocks(ofAlarm, y, weights);
  const carried = ofLeft && fitBlocks(ofLeft, y, weights);
  return {
    ...shiftOf(fit),
    alarm: shiftOf(alarm ?? fit),
    unsure: carried ? MISSED * evident(shiftOf(carried)) : 0,
    blocks: both.size,
    kept: usable.filter((_, i) => !left.has(i)),
    outlying: outlying.map((i) => ({
      ...must(usable[i], 'a row'),
      residual: must(fit.residuals[i], 'a row'),
    })),
    confounded,
  };
}

/** p below which earlier launches left something. */
const LEFT_BELOW = 0.02;

/** How much earlier launches left, where that is more than noise. */
function evident({ shift, unscaledVariance, variance, df }: FittedShift): number {
  const standardError = Math.sqrt(variance * unscaledVariance);
  const isNoise = standardError === 0 ? shift === 0 : studentP(shift / standardError, df) >= LEFT_BELOW;
  return isNoise ? 0 : Math.abs(shift);
}

const fittedShift = (
  { effect, unscaledVariance }: BlockFit,
  { variance, df }: { variance: number; df: number },
): FittedShift => ({
  shift: rounded(effect),
  unscaledVariance,
  variance: Math.sqrt(variance) < ROUNDING ? 0 : variance,
  df,
});

const rounded = (log: number): number => (Math.abs(log) < ROUNDING ? 0 : log);

/**
 * The noise of a launch: from all residuals, unless the change differs from block to block by more than they explain;
 * then from these differences alone.
 */
function spreadOf(
  rows: readonly Level[],
  fit: { readonly residuals: Float64Array; readonly residualSquares: number; readonly df: number },
  outlying: readonly number[],
  blocks: number,
): { variance: number; df: number } {
  const pooled = { variance: fit.residualSquares / fit.df, df: fit.df };
  const between = { squares: betweenBlocks(rows, fit.residuals, new Set(outlying)), df: blocks - 1 };
  const within = { squares: Math.max(0, fit.residualSquares - between.squares), df: fit.df - between.df };
  if (within.df < 1) return pooled;
  const [wide, narrow] = [between.squares / between.df, within.squares / within.df];
  const varies =
    narrow <= 0 ? wide > 0 : fisherSnedecorP(wide / narrow, between.df, within.df) < VARIES_BELOW;
  return varies ? { variance: wide, df: between.df } : pooled;
}

/** Squares of the residual differences of both builds, block by block. */
function betweenBlocks(
  rows: readonly Level[],
  residuals: Float64Array,
  outlying: ReadonlySet<number>,
): number {
  const blocks = new Map<string, { sums: [number, number]; counts: [number, number] }>();
  rows.forEach(({ launch }, i) => {
    if (outlying.has(i)) return;
    const own = blocks.get(launch.block) ?? { sums: [0, 0], counts: [0, 0] };
    const side = launch.build === 'candidate' ? 1 : 0;
    own.sums[side] += residuals[i] ?? 0;
    own.counts[side]++;
    blocks.set(launch.block, own);
  });
  let squares = 0;
  for (const { sums, counts } of blocks.values()) {
    if (counts[0] === 0 || counts[1] === 0) continue;
    const difference = sums[1] / counts[1] - sums[0] / counts[0];
    squares += difference ** 2 / (1 / counts[0] + 1 / counts[1]);
  }
  return squares;
}
