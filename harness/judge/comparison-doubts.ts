import { mean } from '../statistics/mean.ts';
import type { Change } from './change.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import { type Direction, logMargin, worseSign } from './decide.ts';
import type { Confounder } from './launch-design.ts';
import type { Level } from './levels.ts';
import { areRare, manyOutliers, unevenCases, unevenOutliers } from './outliers.ts';
import { fitsOf, type Sample } from './samples.ts';
import { shiftWithoutWorst } from './worst-launches.ts';

type DoubtedComparison = Pick<ComparisonRequest, 'direction' | 'pairs' | 'thermalImbalance'>;

/** A regression this sure is looked at once more: nothing less can stop a build. */
const NEARLY_CERTAIN = 0.05;
/** Without the worst launch of each block a regression must still be half as large as what is allowed. */
const STILL = 0.5;

/** A regression that a single launch of each block makes is none; null where it stands without them. */
export function onSingleLaunches(
  { pairs, direction }: DoubtedComparison,
  samples: readonly Sample[],
  change: Change,
): Change | null {
  if (pairs || change.reading !== 'regression' || (change.worseP ?? 1) > NEARLY_CERTAIN) return null;
  const sign = worseSign(direction);
  const allowed = logMargin(change.allowedPercent, direction);
  const left = samples.flatMap((sample) => shiftWithoutWorst(trusted(sample), sign, allowed) ?? []);
  if (sign * (mean(left) ?? 0) >= STILL * allowed) return null;
  const note = 'one launch of each block makes it: without the worst ones the change is gone';
  return { ...change, reading: 'not-enough-evidence', beyondMargin: false, notWorse: false, worseP: 1, note };
}

/** Where many launches lie far out, the fit may have taken the wrong ones for outliers. */
const trusted = ({ levels, fit }: Sample): readonly Level[] => (fit && areRare(fit) ? fit.kept : levels);

const confoundedBy: Readonly<Record<Confounder, string>> = {
  drift: 'one build always ran later: drift cannot be separated from a change',
  'carry-over':
    'one build always ran after the other: what a launch leaves behind cannot be separated from a change',
};

/**
 * So many times better is no build but another unit or other work: a minute has 60 seconds, a KiB 1024 bytes. What a change of engine or
 * a prompt cache gives stays below it, as far as is known; beyond it a person looks first.
 */
const MOST_TIMES_BETTER = 50;

function implausibleGain(changePercent: number | null, direction: Direction): string | null {
  const ratio = 1 + (changePercent ?? 0) / 100;
  const times = direction === 'higher' ? ratio : 1 / ratio;
  if (times <= MOST_TIMES_BETTER) return null;
  return `more than ${MOST_TIMES_BETTER} times better than baseline: one of the two is in another unit, or did other work`;
}

/** Launches that were too hot prove nothing in a build's favour; launches out of balance prove nothing at all. */
export function doubted(
  request: DoubtedComparison,
  samples: readonly Sample[],
  change: Change,
  isCase: boolean,
): Change {
  const fits = fitsOf(samples);
  const confounders = fits.map((fit) => fit.confounded);
  if (confounders.includes('drift')) return withDoubt(change, confoundedBy.drift);
  if (change.reading === 'regression') return change;
  // A candidate that leaves more heat looks faster where the other build follows it: that hides a loss, and makes none.
  if (confounders.includes('carry-over')) return withDoubt(change, confoundedBy['carry-over']);
  const gain = implausibleGain(change.changePercent, request.direction);
  if (gain !== null) return withDoubt(change, gain);
  const ofCases = fitsOf(samples.flatMap(({ cases }) => cases ?? []));
  const outliers =
    manyOutliers(fits) ??
    unevenOutliers(fits, request.direction, isCase) ??
    unevenCases(ofCases, fits, request.direction);
  return withDoubt(change, request.thermalImbalance ?? outliers);
}

/** The same change, of which nothing is proved. */
export function withDoubt(change: Change, note: string | null): Change {
  if (note === null) return change;
  return { ...change, reading: 'not-enough-evidence', beyondMargin: false, notWorse: false, note };
}
