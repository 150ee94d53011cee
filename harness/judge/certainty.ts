/**
 * How certain an analysis must be, one-sided, so that all analyses of a run together keep what is promised: a candidate
 * exactly at its margin passes in 5 % of runs at most, and a clean one is stopped in 1 %.
 */
export interface Certainty {
  /** `proof`: within the margin, or not yet. `quick`: no loss, or one and a half margins; which is likelier by far? */
  readonly question: 'proof' | 'quick';
  /** That a build is within its margin. */
  readonly pass: number;
  /** That one case of several is within its own. */
  readonly passOfCase: number;
  /** That any build is worse, over all tests of the run, at the first analysis. */
  readonly alarm: number;
  /** How often the run may be analysed, the last time included. */
  readonly analyses: number;
}

/** Over the whole run. */
const PASS = 0.05;
export const ALARM = 0.01;
/**
 * Of one case: its scatter has heavier tails than a mean of cases. At 0.05 one of five that lost twice what is allowed of all passed
 * a single analysis of eight blocks in 1.1 to 1.8 % of runs (`npm run eval`, and another generator).
 */
const PASS_OF_CASE = 0.03;

/**
 * Levels that are spent alike on several analyses add up to the whole over the number to this power. Within 3 % of Pocock's
 * table (Biometrika 1977; two to twenty analyses of a normal mean), and measured for this estimator by `npm run eval`.
 */
const SHARED = 0.76;
/**
 * One over the likelihood ratio that stops a build at any of several analyses. At this bound 1 % of clean runs are stopped on
 * the phones that feign a loss most often, which scatter twice as much as typical ones, and 0.1 % on those (`npm run eval`).
 */
const SEVERAL = 0.0145;
/** The same of a quick question, whose runs on such phones nearly all take as many blocks as they may. */
const QUICK_ALARM = 0.0115;
/** And of its pass: a loss of one and a half margins passes in 1 % of runs on typical phones, and in 4 % with A/A nights. */
const QUICK_PASS = 0.12;

export const quickCertainty = (analyses: number): Certainty => ({
  question: 'quick',
  pass: QUICK_PASS,
  passOfCase: QUICK_PASS,
  alarm: QUICK_ALARM,
  analyses,
});

/**
 * A proof costs the same certainty at each analysis; an alarm by the likelihood ratio holds however often one asks.
 * @param analyses how often a run may be analysed, the last time included
 */
export const certaintyOf = (analyses: number): Certainty => ({
  question: 'proof',
  pass: PASS / shared(analyses),
  passOfCase: Math.min(PASS_OF_CASE, PASS / shared(analyses)),
  alarm: analyses > 1 ? SEVERAL : ALARM,
  analyses,
});

const shared = (analyses: number): number => analyses ** SHARED;

/** By how much the p value of a plain test must be smaller than that of a run that is analysed once. */
export const shareOfTests = ({ analyses }: Certainty): number => shared(analyses);

/** A run that is analysed once, at its end. */
export const ONE_ANALYSIS = certaintyOf(1);

/** Of the rule that ends a run's blocks. A rule of early versions, by the width of an interval, never asked for the change itself. */
export function certaintyOfRule(
  stopping: { readonly rule: string; readonly leastBlocks: number; readonly mostBlocks: number } | undefined,
): Certainty {
  if (stopping?.rule !== 'quick' && stopping?.rule !== 'group-sequential') return ONE_ANALYSIS;
  const analyses = stopping.mostBlocks - stopping.leastBlocks + 1;
  return stopping.rule === 'quick' ? quickCertainty(analyses) : certaintyOf(analyses);
}
