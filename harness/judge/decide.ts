import { studentQuantile } from '../statistics/student-t.ts';
import type { Certainty } from './certainty.ts';
import { type Estimate, intervalAt, type Tested } from './estimate.ts';
import { evidenceOfLoss, evidenceOfNone, type LossQuestion } from './loss-evidence.ts';

export const readings = ['no-change', 'regression', 'improvement', 'not-enough-evidence'] as const;
export type Reading = (typeof readings)[number];

/** How an estimate is to be read. */
export interface Decision {
  readonly reading: Reading;
  /** The whole 95 % interval lies beyond the margin. */
  readonly beyondMargin: boolean;
  /** Proved one-sided at the level of the analysis: not worse by the margin, whether or not it is better. */
  readonly notWorse: boolean;
  /** One-sided p that it is worse; of one of several analyses, one over the likelihood ratio. */
  readonly worseP: number;
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

/** The sign of a change for the worse. */
export const worseSign = (direction: Direction): -1 | 1 => (direction === 'higher' ? -1 : 1);

/** The rule: an interval at the level of the analysis inside the margin, else 95 % interval without zero, else not enough evidence. */
export function decide(
  estimate: Estimate,
  direction: Direction,
  marginPercent: number,
  certainty: Certainty,
): Decision {
  const margin = logMargin(marginPercent, direction);
  const loss = worseSign(direction) * logMargin(LOSS * marginPercent, direction);
  if (certainty.question === 'quick') return decideQuickly(estimate, { direction, margin, loss }, certainty);
  const [lowest, highest] = intervalAt(estimate, estimate.unsure, certainty.pass);
  const notWorse = isProved(estimate, direction, margin, certainty);
  const worseP =
    certainty.analyses > 1
      ? pOfSeveral(estimate, { loss, margin }, certainty)
      : pWorse(estimate.alarm, worseSign(direction));
  if (lowest > -margin && highest < margin)
    return { reading: 'no-change', beyondMargin: false, notWorse, worseP, blocksNeeded: null };
  const reading =
    certainty.analyses > 1 && worseP <= certainty.alarm
      ? 'regression'
      : readingByInterval(estimate, direction);
  if (reading === 'not-enough-evidence') {
    const needed = blocksNeeded(estimate, margin, certainty.pass);
    return { reading, beyondMargin: false, notWorse, worseP, blocksNeeded: needed };
  }
  const [low, high] = estimate.ci95;
  return { reading, beyondMargin: low > margin || high < -margin, notWorse, worseP, blocksNeeded: null };
}

/** Not worse by the margin. A suite that its own phone's proof has ended stays proved, however the other phones scatter. */
function isProved(
  estimate: Estimate,
  direction: Direction,
  margin: number,
  { pass, analyses }: Certainty,
): boolean {
  const isInside = (of: Tested): boolean => {
    const [low, high] = intervalAt(of, estimate.unsure, pass);
    return direction === 'higher' ? low > -margin : high < margin;
  };
  return isInside(estimate) || (analyses > 1 && isInside(estimate.alone));
}

function readingByInterval({ ci95: [low, high] }: Estimate, direction: Direction): Reading {
  if (low <= 0 && high >= 0) return 'not-enough-evidence';
  return (direction === 'higher' ? low > 0 : high < 0) ? 'improvement' : 'regression';
}

/** One-sided p that the change is for the worse. */
function pWorse({ shift, p }: Tested, sign: number): number {
  return shift * sign > 0 ? p / 2 : 1 - p / 2;
}

/** The loss that several analyses look for, in terms of what is allowed: 3 % where that is 2 %. */
const LOSS = 1.5;

/** One over how much likelier something is than chance: a p value that holds however often one asks (Ville's inequality). */
const againstChance = (evidence: number): number => Math.min(1, Math.exp(-evidence));

/**
 * A loss much larger than the one that is looked for is no evidence of that one: it is found by a plain test, which gets this
 * part of the error.
 */
const PLAIN_TEST = 1 / 16;

/** One-sided p of a loss, at any of several analyses; where A/A nights have their own bound, as if it were that of all. */
function pOfSeveral(
  estimate: Estimate,
  { loss, margin }: Omit<LossQuestion, 'nights'>,
  { alarm, alarmWithNights }: Certainty,
): number {
  const { ownAlarm } = estimate;
  const nights = alarmWithNights === null ? null : estimate.nights;
  const share = nights === null ? 1 : alarm / (alarmWithNights ?? alarm);
  const byRatio = share * againstChance(evidenceOfLoss(ownAlarm, { loss, margin, nights }));
  return Math.min(byRatio, pWorse(ownAlarm, Math.sign(loss)) / PLAIN_TEST);
}

/** What a quick question is about; logs. */
interface QuickQuestion {
  readonly direction: Direction;
  readonly margin: number;
  readonly loss: number;
}

/** Wald's sequential test of no loss against one: whichever is likelier by far. */
function decideQuickly(
  estimate: Estimate,
  { direction, margin, loss }: QuickQuestion,
  certainty: Certainty,
): Decision {
  const worseP = pOfSeveral(estimate, { loss, margin }, certainty);
  const reading = worseP <= certainty.alarm ? 'regression' : readingByInterval(estimate, direction);
  const { nights } = estimate;
  const passes = (tested: Tested): boolean =>
    againstChance(evidenceOfNone(tested, { loss, margin, nights })) <= certainty.pass;
  // What a phone's own launches have ended stays passed, however other phones scatter. What nights say of the noise is in the evidence
  // itself: it must not count twice.
  const notWorse = passes(estimate.own) || (nights === null && passes(estimate));
  const known = { beyondMargin: false, notWorse, worseP };
  const blocks = reading === 'not-enough-evidence' && !notWorse ? 1 + Math.ceil(blocksOf(estimate)) : null;
  return { reading, ...known, blocksNeeded: blocks };
}

/** A block of four launches costs its own level, and the effects cost some two more: what is left tells of the noise. */
const blocksOf = ({ df }: Estimate): number => Math.max(1, (df + 2) / DF_OF_A_BLOCK);

const MOST_BLOCKS = 200;
/** Standard normal quantile of 0.95: 90 % power of two one-sided tests. */
const POWER = 1.6449;
const DF_OF_A_BLOCK = 3;

/** Blocks that would prove no change at a true effect of zero, with 90 % power, from the blocks so far. */
function blocksNeeded(estimate: Estimate, margin: number, pass: number): number {
  const deviation = estimate.standardError * Math.sqrt(blocksOf(estimate));
  for (let more = 2; more < MOST_BLOCKS; more++) {
    const df = DF_OF_A_BLOCK * more - 2;
    if (more >= (((studentQuantile(1 - pass, df) + POWER) * deviation) / margin) ** 2) return more;
  }
  return MOST_BLOCKS;
}
