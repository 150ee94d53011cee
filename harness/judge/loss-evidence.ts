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
const USUAL = scatters(1, 0.25, 0.05);
/**
 * How a phone scatters that feigns something: most likely twice as much. With few blocks nobody can tell such a phone from a
 * typical one whose launches happen to lie close; these weights keep the error on all of them (`npm run eval`), where
 * Student's t, which knows nothing of phones, needs another launch or lets 1.5 % of clean builds be stopped.
 */
const FEIGNING = scatters(2, 0.35, 0.1);

/**
 * How much likelier, as a logarithm, a phone like most shows this change with the loss than a noisier one without any.
 * @param loss log units, with its sign
 * @param margin what is allowed, log units
 */
export const evidenceOfLoss = (tested: Tested, loss: number, margin: number): number =>
  logLikelihood(tested, loss, margin, USUAL) - logLikelihood(tested, 0, margin, FEIGNING);

/** The same of no loss, against the loss on a noisier phone. */
export const evidenceOfNone = (tested: Tested, loss: number, margin: number): number =>
  logLikelihood(tested, 0, margin, USUAL) - logLikelihood(tested, loss, margin, FEIGNING);

/** Of a change and of the scatter around it, but for a constant: normal launches, whose deviation is one of some. */
function logLikelihood(
  { shift, standardError, unscaledVariance, df }: Tested,
  truth: number,
  margin: number,
  phones: readonly Scatter[],
): number {
  const squares = (df * standardError ** 2 + (shift - truth) ** 2) / unscaledVariance;
  const logs = phones.map(({ times, weight }) => {
    const deviation = times * TYPICAL * margin;
    return Math.log(weight) - (df + 1) * Math.log(deviation) - squares / (2 * deviation ** 2);
  });
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}
