import { mean } from '../statistics/mean.ts';
import { fisherSnedecorP, studentP, studentQuantile } from '../statistics/student-t.ts';
import type { FittedShift, PhoneFit } from './launch-model.ts';

/** A change in log units, and two-sided p that there is none. */
export interface Tested {
  readonly shift: number;
  readonly standardError: number;
  /** Variance of the change for launches of variance 1. */
  readonly unscaledVariance: number;
  readonly df: number;
  readonly p: number;
}

/** A change with its intervals. */
export interface Estimate extends Tested {
  /** What a stop is tested with: of the phone's own launches alone where that is less certain, since other phones may help to pass a build and never to stop it. */
  readonly alarm: Tested;
  /** The same change by tonight's own launches of the phone alone. */
  readonly ownAlarm: Tested;
  /** Of the phone's own launches: what an analysis between blocks saw, when no other phone was asked. */
  readonly alone: Tested;
  /** By tonight's own launches of the phone alone, without its A/A nights. */
  readonly own: Tested;
  /** Standard deviation of a launch by A/A nights; null: none, too few, unlike each other, or unlike tonight. */
  readonly nights: number | null;
  /** By how much more than its scatter the change may be off, log units. */
  readonly unsure: number;
  readonly ci90: readonly [number, number];
  readonly ci95: readonly [number, number];
}

/** What A/A nights say of a launch on one phone: its variance in log units, and how many degrees of freedom that is worth. */
export interface NoisePrior {
  readonly variance: number;
  readonly df: number;
}

/** A night resembles the nights before it only so far: more would drown what tonight itself shows. */
const MOST_PRIOR_DF = 12;
/** p of the F test below which tonight is noisier than the A/A nights, which then count for nothing. */
const NOISIER_BELOW = 0.05;
/** p of the F test below which a phone is noisier than the others, and is judged by its own launches alone. */
const UNLIKE_BELOW = 0.05;

/**
 * Each phone's own change. Its variance is that of all phones of the run that scatter alike, and of its A/A nights where
 * tonight looks like them.
 * @param fits of each phone; null: too few launches
 * @param priors of each phone; null: no A/A nights
 */
export function phoneEstimates(
  fits: readonly (PhoneFit | null)[],
  priors: readonly (NoisePrior | null)[] = [],
): (Estimate | null)[] {
  return fits.map((fit, i) => {
    if (!fit) return null;
    const others = fits.flatMap((other, j) => (j !== i && other ? [other] : []));
    const prior = priors[i] ?? null;
    const spread = withPrior(withOthers(fit, others), prior);
    return estimateOf(fit, spread, {
      alarm: alarmOf(fit, others, prior),
      ownAlarm: testedWith(fit.alarm, fit.alarm),
      alone: testedWith(fit, withPrior(fit, prior)),
      own: testedWith(fit, fit),
      nights: nightsOf(fit, prior),
    });
  });
}

function alarmOf({ alarm }: PhoneFit, others: readonly PhoneFit[], prior: NoisePrior | null): Tested {
  const alarms = others.map((other) => other.alarm);
  const alone = testedWith(alarm, withPrior(alarm, prior));
  const shared = testedWith(alarm, withPrior(withOthers(alarm, alarms), prior));
  return shared.p > alone.p ? shared : alone;
}

type Spread = Pick<FittedShift, 'variance' | 'df'>;

function withOthers(own: Spread, others: readonly Spread[]): Spread {
  return pooled([own, ...others.filter((other) => isAlike(own, other))]);
}

/** Only a difference that chance hardly makes keeps two phones apart. */
function isAlike(a: Spread, b: Spread): boolean {
  const [large, small] = a.variance >= b.variance ? [a, b] : [b, a];
  if (large.variance === 0) return true;
  if (small.variance === 0) return false;
  return fisherSnedecorP(large.variance / small.variance, large.df, small.df) >= UNLIKE_BELOW / 2;
}

function pooled(spreads: readonly Spread[]): Spread {
  const df = spreads.reduce((sum, spread) => sum + spread.df, 0);
  return { df, variance: spreads.reduce((sum, spread) => sum + spread.df * spread.variance, 0) / df };
}

function withPrior(own: Spread, prior: NoisePrior | null): Spread {
  if (!prior || !isLike(own, prior)) return own;
  return pooled([own, { variance: prior.variance, df: Math.min(prior.df, MOST_PRIOR_DF) }]);
}

/** Nights that say little of the next one, since they are few or unlike each other, count for passing alone. */
function nightsOf(fit: PhoneFit, prior: NoisePrior | null): number | null {
  if (!prior || prior.df < MOST_PRIOR_DF) return null;
  const { alarm } = fit;
  const p = fisherSnedecorP(alarm.variance / prior.variance, alarm.df, prior.df);
  const isQuieter = p > 1 - NOISIER_BELOW;
  return !isQuieter && isLike(alarm, prior) && isLike(fit, prior) ? Math.sqrt(prior.variance) : null;
}

/** Whether tonight is no noisier than the A/A nights, as far as it can tell. */
const isLike = (own: Spread, prior: NoisePrior): boolean =>
  prior.variance > 0 &&
  prior.df > 0 &&
  fisherSnedecorP(own.variance / prior.variance, own.df, prior.df) >= NOISIER_BELOW;

function testedWith(
  { shift, unscaledVariance }: Pick<FittedShift, 'shift' | 'unscaledVariance'>,
  { variance, df }: Spread,
): Tested {
  const standardError = Math.sqrt(variance * unscaledVariance);
  return { shift, standardError, unscaledVariance, df, p: pOf(shift, standardError, df) };
}

type Unsure = Pick<PhoneFit, 'shift' | 'unscaledVariance' | 'unsure'>;

/** The same change as it is tested for one purpose and another. */
type Tests = Pick<Estimate, 'alarm' | 'ownAlarm' | 'alone' | 'own' | 'nights'>;

/** @param tests absent: all of them as the change itself */
function estimateOf(fit: Unsure, spread: Spread, tests?: Tests): Estimate {
  const { shift, unscaledVariance, unsure } = fit;
  const scatter = testedWith(fit, spread);
  const { standardError, df } = scatter;
  // Named one by one: a run makes thousands of them, and what is copied with a spread costs more than what is worked out.
  return {
    shift,
    standardError,
    unscaledVariance,
    df,
    // What may be off anyhow is no evidence of a change.
    p: pOf(Math.max(0, Math.abs(shift) - unsure), standardError, df),
    alarm: tests?.alarm ?? scatter,
    ownAlarm: tests?.ownAlarm ?? scatter,
    alone: tests?.alone ?? scatter,
    own: tests?.own ?? scatter,
    nights: tests?.nights ?? null,
    unsure,
    ci90: intervalAt(scatter, unsure, 0.05),
    ci95: intervalAt(scatter, unsure, 0.025),
  };
}

/**
 * The interval that leaves this share out on each side.
 * @param unsure by how much more than its scatter the change may be off
 */
export function intervalAt(
  { shift, standardError, df }: Tested,
  unsure: number,
  tail: number,
): readonly [number, number] {
  const half = studentQuantile(1 - tail, df) * standardError + unsure;
  return [shift - half, shift + half];
}

/** Launches that are all alike, as with exact memory values, are judged directly: they changed, or they did not. */
const pOf = (shift: number, standardError: number, df: number): number =>
  standardError === 0 ? (shift === 0 ? 1 : 0) : studentP(shift / standardError, df);

/** The mean change over several phones, and whether they agree. */
export interface PooledEstimate extends Estimate {
  /** p of the F test that all phones changed alike; null with one phone. */
  readonly heterogeneityP: number | null;
}

/** Each phone weighs the same and keeps its own variance; degrees of freedom by Satterthwaite. Null without any fit. */
export function pooledEstimate(fits: readonly (PhoneFit | null)[]): PooledEstimate | null {
  const used = fits.flatMap((fit) => (fit ? [fit] : []));
  const [first] = used;
  if (!first) return null;
  if (used.length === 1) {
    return { ...estimateOf(first, first), heterogeneityP: null };
  }
  const shift = mean(used.map((fit) => fit.shift)) ?? 0;
  const parts = used.map((fit) => ({
    square: (fit.variance * fit.unscaledVariance) / used.length ** 2,
    df: fit.df,
  }));
  const square = parts.reduce((sum, part) => sum + part.square, 0);
  const spread = parts.reduce((sum, part) => sum + part.square ** 2 / part.df, 0);
  const df = spread > 0 ? square ** 2 / spread : pooled(used).df;
  const unsure = mean(used.map((fit) => fit.unsure)) ?? 0;
  const unscaledVariance = (mean(used.map((fit) => fit.unscaledVariance)) ?? 1) / used.length;
  const whole = estimateOf({ shift, unscaledVariance, unsure }, { variance: square / unscaledVariance, df });
  return { ...whole, heterogeneityP: heterogeneity(used) };
}

function heterogeneity(fits: readonly PhoneFit[]): number | null {
  const { variance, df } = pooled(fits);
  if (variance === 0) return null;
  const weights = fits.map((fit) => 1 / fit.unscaledVariance);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = fits.reduce((sum, fit, i) => sum + (weights[i] ?? 0) * fit.shift, 0) / whole;
  const q = fits.reduce((sum, fit, i) => sum + (weights[i] ?? 0) * (fit.shift - centre) ** 2, 0) / variance;
  return fisherSnedecorP(q / (fits.length - 1), fits.length - 1, df);
}
