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
  /** The same on a phone whose noise A/A nights have taught; null: they count for passing alone. */
  readonly alarmWithNights: number | null;
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
/** How often a run is analysed: after each block, or after each half of one too. */
export type Looks = 'blocks' | 'halves';

/** One over the likelihood ratio that stops a build. */
interface Alarms {
  readonly alarm: number;
  readonly alarmWithNights: number;
}

/**
 * At any of several analyses. At these bounds 1 % of clean runs are stopped on the phones that feign a loss most often, which
 * scatter twice as much as typical ones, and 0.1 % on those. With A/A nights it is typical phones that are stopped in 0.3 %, and those
 * that are twice as noisy as all their nights in 4 % (`npm run eval`).
 */
const SEVERAL: Readonly<Record<Looks, Alarms>> = {
  blocks: { alarm: 0.014, alarmWithNights: 0.036 },
  halves: { alarm: 0.009, alarmWithNights: 0.014 },
};
/** The same of a quick question, which need not find a loss beyond the margin; with A/A nights 1 % and 6 % are stopped. */
const QUICK: Readonly<Record<Looks, Alarms>> = {
  blocks: { alarm: 0.0125, alarmWithNights: 0.028 },
  halves: { alarm: 0.0105, alarmWithNights: 0.028 },
};
/** And of its pass: a loss of one and a half margins passes in 3 to 4 % of runs on typical phones. */
const QUICK_PASS = 0.14;

export const quickCertainty = (analyses: number, looks: Looks = 'blocks'): Certainty => ({
  question: 'quick',
  pass: QUICK_PASS,
  passOfCase: QUICK_PASS,
  ...QUICK[looks],
  analyses,
});

/**
 * A proof costs the same certainty at each analysis; an alarm by the likelihood ratio holds however often one asks.
 * @param analyses how often a run may be proved, the last time included: after whole blocks alone
 */
export const certaintyOf = (analyses: number, looks: Looks = 'blocks'): Certainty => ({
  question: 'proof',
  pass: PASS / shared(analyses),
  passOfCase: Math.min(PASS_OF_CASE, PASS / shared(analyses)),
  ...(analyses > 1 ? SEVERAL[looks] : { alarm: ALARM, alarmWithNights: null }),
  analyses,
});

const shared = (analyses: number): number => analyses ** SHARED;

/** By how much the p value of a plain test must be smaller than that of a run that is analysed once. */
export const shareOfTests = ({ analyses }: Certainty): number => shared(analyses);

/** A run that is analysed once, at its end. */
export const ONE_ANALYSIS = certaintyOf(1);

/** Of the rule that ends a run's blocks. A rule of early versions, by the width of an interval, never asked for the change itself. */
export function certaintyOfRule(
  stopping:
    | {
        readonly rule: string;
        readonly leastBlocks: number;
        readonly mostBlocks: number;
        readonly halves?: boolean | undefined;
      }
    | undefined,
): Certainty {
  if (stopping?.rule !== 'quick' && stopping?.rule !== 'group-sequential') return ONE_ANALYSIS;
  const analyses = stopping.mostBlocks - stopping.leastBlocks + 1;
  const looks = stopping.halves ? 'halves' : 'blocks';
  const certainty =
    stopping.rule === 'quick' ? quickCertainty(analyses, looks) : certaintyOf(analyses, looks);
  return stopping.halves === undefined ? { ...certainty, alarmWithNights: null } : certainty;
}
