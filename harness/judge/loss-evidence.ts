import type { Tested } from './estimate.ts';

/**
 * Standard deviation of a launch on a typical phone in terms of what is allowed: 1.2 % of decode speed, where 2 % are allowed,
 * and as much more of a single case as more is allowed of it.
 */
const TYPICAL = 0.6;

/** A standard deviation in terms of the typical one, and how likely a phone has it. */
interface Scatter {
  readonly times: number;
  readonly weight: number;
}

/** From a sixty-fourth of the typical one to 32 times as much, in steps of a factor of 1.4. */
const TIMES = Array.from({ length: 23 }, (_, i) => 2 ** (i / 2 - 6));

/**
 * Log-normal about a middle, with a part that is spread evenly over all that is possible.
 * @param spread of the logarithm
 */
function scatters(middle: number, spread: number, evenly: number): Scatter[] {
  const heights = TIMES.map((times) => Math.exp(-0.5 * (Math.log(times / middle) / spread) ** 2));
  const whole = heights.reduce((sum, height) => sum + height, 0);
  return TIMES.map((times, i) => ({
    times,
    weight: ((1 - evenly) * (heights[i] ?? 0)) / whole + evenly / TIMES.length,
  }));
}

/** How phones scatter that there is something to be found on: nearly all as the typical one. */
const USUAL = scatters(1, 0.2, 0.05);
/**
 * How a phone scatters that feigns something: most likely twice as much. With few blocks nobody can tell such a phone from a
 * typical one whose launches happen to lie close; these weights keep the error on all of them (`npm run eval`), where
 * Student's t, which knows nothing of phones, needs another launch or lets 1.5 % of clean builds be stopped.
 */
const FEIGNING = scatters(2, 0.35, 0.1);

/** How a phone scatters that has nights: as they say. 0.12 is what thirty-five degrees of freedom leave open. */
const KNOWN = scatters(1, 0.12, 0.02);
/** A night may be noisier than all nights before it, though nothing says so yet. */
const NOISIER_NIGHT = 0.06;
const KNOWN_FEIGNING = KNOWN.map(({ times, weight }, i) => ({
  times,
  weight: (1 - NOISIER_NIGHT) * weight + NOISIER_NIGHT * (FEIGNING[i]?.weight ?? 0),
}));

/** What the evidence is asked for. */
export interface LossQuestion {
  /** Log units, with its sign. */
  readonly loss: number;
  /** What is allowed, log units. */
  readonly margin: number;
  /** Standard deviation of a launch by A/A nights that tonight looks like; null: what phones are like. */
  readonly nights: number | null;
}

/** How much likelier, as a logarithm, a phone like most shows this change with the loss than a noisier one without any. */
export const evidenceOfLoss = (tested: Tested, question: LossQuestion): number =>
  evidence(tested, question, { of: question.loss, against: 0 });

/** The same of no loss, against the loss on a noisier phone. */
export const evidenceOfNone = (tested: Tested, question: LossQuestion): number =>
  evidence(tested, question, { of: 0, against: question.loss });

function evidence(
  tested: Tested,
  { margin, nights }: LossQuestion,
  { of, against }: { readonly of: number; readonly against: number },
): number {
  const [usual, feigning] = nights === null ? [USUAL, FEIGNING] : [KNOWN, KNOWN_FEIGNING];
  const middle = nights ?? TYPICAL * margin;
  return logLikelihood(tested, of, middle, usual) - logLikelihood(tested, against, middle, feigning);
}

/**
 * Of a change and of the scatter around it, but for a constant: normal launches, whose deviation is one of some.
 * @param middle the deviation that the phones' are multiples of
 */
function logLikelihood(
  { shift, standardError, unscaledVariance, df }: Tested,
  truth: number,
  middle: number,
  phones: readonly Scatter[],
): number {
  const squares = (df * standardError ** 2 + (shift - truth) ** 2) / unscaledVariance;
  const logs = phones.map(({ times, weight }) => {
    const deviation = times * middle;
    return Math.log(weight) - (df + 1) * Math.log(deviation) - squares / (2 * deviation ** 2);
  });
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
