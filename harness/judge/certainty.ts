/**
 * How certain an analysis must be, one-sided, so that all analyses of a run together keep what is promised: a candidate
 * exactly at its margin passes in 5 % of runs at most, and a clean one is stopped in 1 %.
 */
export interface Certainty {
  /** `proof`: within the margin, or not yet. `quick`: no loss, or one and a half margins; which is likelier by far? */
  readonly question: 'proof' | 'quick';
  /** That a build is within its margin. */
  readonly pass: number;
  /** That any build is worse, over all tests of the run, at the first analysis. */
  readonly alarm: number;
  /** Blocks of the first of several analyses, after which each has less of the error left; absent: all are alike, or there is one. */
  readonly firstAnalysis?: number;
}

/** Over the whole run. */
const PASS = 0.05;
export const ALARM = 0.01;

/**
 * Levels that are spent alike on several analyses add up to the whole over the number to this power. Within 3 % of Pocock's
 * table (Biometrika 1977; two to twenty analyses of a normal mean), and measured for this estimator by `npm run eval`.
 */
const SHARED = 0.76;
/**
 * Wald's bounds of a sequential test are kept with room to spare where data come a block at a time: a clean build passes them
 * in fewer than one of a hundred runs at this likelihood ratio (`npm run eval`).
 */
export const QUICK: Certainty = { question: 'quick', pass: 0.1, alarm: 0.025 };

/** Before the second block nothing tells of the noise. */
const FIRST_ANALYSIS = 2;

/**
 * A proof costs the same certainty at each analysis. An alarm spends its error as 1, 1/2, 1/3, … since a loss that matters
 * is there from the first blocks on.
 * @param analyses how often a run may be analysed, the last time included
 * @param firstAnalysis blocks of the first one
 */
export const certaintyOf = (analyses: number, firstAnalysis = FIRST_ANALYSIS): Certainty => ({
  question: 'proof',
  pass: PASS / analyses ** SHARED,
  alarm: ALARM / parts(analyses) ** SHARED,
  ...(analyses > 1 ? { firstAnalysis } : {}),
});

/** 1 + 1/2 + 1/3 + … */
const parts = (analyses: number): number =>
  Array.from({ length: analyses }, (_, i) => 1 / (i + 1)).reduce((sum, part) => sum + part, 0);

/** How certain an alarm must be that rests on so many blocks. */
export const alarmAfter = ({ alarm, firstAnalysis }: Certainty, blocks: number): number =>
  firstAnalysis === undefined ? alarm : alarm / Math.max(1, blocks - firstAnalysis + 1);

/** A run that is analysed once, at its end. */
export const ONE_ANALYSIS = certaintyOf(1);

/** Of the rule that ends a run's blocks. A rule of early versions, by the width of an interval, never asked for the change itself. */
export function certaintyOfRule(
  stopping: { readonly rule: string; readonly leastBlocks: number; readonly mostBlocks: number } | undefined,
): Certainty {
  if (stopping?.rule === 'quick') return QUICK;
  if (stopping?.rule !== 'group-sequential') return ONE_ANALYSIS;
  return certaintyOf(stopping.mostBlocks - stopping.leastBlocks + 1, stopping.leastBlocks);
}
