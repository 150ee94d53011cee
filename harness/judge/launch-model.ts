import type { BlockDesign } from '../statistics/block-basis.ts';
import { blockNoise, type Noise } from '../statistics/block-noise.ts';
import { type BlockFit, fitBlocks } from '../statistics/block-regression.ts';
import { must } from '../statistics/must.ts';
import { fitWithoutOutliers } from '../statistics/outlying-rows.ts';
import { fisherSnedecorP, studentP } from '../statistics/student-t.ts';
import { type Confounder, designOf, levelsAt, MISSED } from './launch-design.ts';
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
  /** What is one with the change, in this order of launches; null: nothing. */
  readonly confounded: Confounder | null;
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
  const { design, ofAlarm, ofLeft, confounded, places } = designOf(levels, pairs);
  if (design.blockCount < 2) return null;
  const { usable, logs: y } = levelsAt(levels, places);
  const found = fitWithoutOutliers(design, y);
  if (!found || found.fit.df < 1) return null;
  const { fit, outlying } = found;
  const left = new Set(outlying);
  const weights = left.size === 0 ? null : Float64Array.from(usable, (_, i) => Number(!left.has(i)));
  const shiftOf = (of: BlockFit, noise = noiseOfRows(of)): FittedShift =>
    fittedShift(of, spreadOf(design, of, { weights, noise }));
  const alarm = ofAlarm && fitBlocks(ofAlarm, y, weights);
  const carried = ofLeft && fitBlocks(ofLeft, y, weights);
  const { shift, unscaledVariance, variance, df } = shiftOf(
    fit,
    blockNoise(design, fit.residuals, weights) ?? noiseOfRows(fit),
  );
  return {
    shift,
    unscaledVariance,
    variance,
    df,
    alarm: shiftOf(alarm ?? fit),
    unsure: carried ? MISSED * evident(shiftOf(carried)) : 0,
    blocks: design.blockCount,
    kept: left.size === 0 ? usable : usable.filter((_, i) => !left.has(i)),
    outlying: outlying.map((i) => ({
      ...must(usable[i], 'a row'),
      residual: must(fit.residuals[i], 'a row'),
    })),
    confounded,
  };
}

/** p below which earlier launches left something. */
const LEFT_BELOW = 0.005;

/** How much earlier launches left, where that is more than noise. */
function evident({ shift, unscaledVariance, variance, df }: FittedShift): number {
  const standardError = Math.sqrt(variance * unscaledVariance);
  const isNoise = standardError === 0 ? shift === 0 : studentP(shift / standardError, df) >= LEFT_BELOW;
  return isNoise ? 0 : Math.abs(shift);
}

const fittedShift = ({ effect, unscaledVariance }: BlockFit, { variance, df }: Noise): FittedShift => ({
  shift: rounded(effect),
  unscaledVariance,
  variance: Math.sqrt(variance) < ROUNDING ? 0 : variance,
  df,
});

const rounded = (log: number): number => (Math.abs(log) < ROUNDING ? 0 : log);

interface Found {
  readonly weights: Float64Array | null;
  readonly noise: Noise;
}

/** The noise found, unless the change differs from block to block by more than that; then these differences alone. */
function spreadOf(design: BlockDesign, fit: BlockFit, { weights, noise }: Found): Noise {
  const between = { squares: betweenBlocks(design, fit.residuals, weights), df: design.blockCount - 1 };
  const within = { squares: Math.max(0, fit.residualSquares - between.squares), df: fit.df - between.df };
  if (within.df < 1) return noise;
  const [wide, narrow] = [between.squares / between.df, within.squares / within.df];
  const varies =
    narrow <= 0 ? wide > 0 : fisherSnedecorP(wide / narrow, between.df, within.df) < VARIES_BELOW;
  return varies ? { variance: wide, df: between.df } : noise;
}

/** All residuals alike: what an alarm is tested with, which leans on all blocks of the planned order alike. */
const noiseOfRows = ({ residualSquares, df }: BlockFit): Noise => ({ variance: residualSquares / df, df });

/** Squares of the residual differences of both builds, block by block. */
function betweenBlocks(
  { blocks, blockCount, covariates: [build] }: BlockDesign,
  residuals: Float64Array,
  weights: Float64Array | null,
): number {
  // Of each block: the baseline's launches, then the candidate's.
  const [sums, counts] = [new Float64Array(2 * blockCount), new Float64Array(2 * blockCount)];
  for (let i = 0; i < residuals.length; i++) {
    if (weights?.[i] === 0) continue;
    const at = 2 * Number(blocks[i]) + Number(build?.[i]);
    sums[at] = Number(sums[at]) + Number(residuals[i]);
    counts[at] = Number(counts[at]) + 1;
  }
  let squares = 0;
  for (let at = 0; at < sums.length; at += 2) {
    const [baseline, candidate] = [Number(counts[at]), Number(counts[at + 1])];
    if (baseline === 0 || candidate === 0) continue;
    const difference = Number(sums[at + 1]) / candidate - Number(sums[at]) / baseline;
    squares += difference ** 2 / (1 / baseline + 1 / candidate);
  }
  return squares;
}
