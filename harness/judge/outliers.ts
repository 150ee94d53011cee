import { atLeastP } from '../statistics/exact-excess.ts';
import { type Direction, worseSign } from './decide.ts';
import type { Outlier, PhoneFit } from './launch-model.ts';

/** So many more outlying launches against the candidate than for it are no chance, and no GO. */
const MORE = 3;
/** Fewer are enough where they are this share of the candidate's launches. */
const SHARE = 1 / 4;

/** p of so many outliers against the candidate in one case, of some ten in a run. */
const UNLIKELY = 0.05;
/** p of so many over all cases of a suite. */
const UNLIKELY_TOGETHER = 0.01;

/** So many outliers are no exception: in few blocks the fit may have taken the wrong launches for them. */
const RARE = 1 / 8;
const BLOCKS_TO_TELL_THEM = 6;

export const areRare = ({ outlying, kept }: PhoneFit): boolean =>
  outlying.length <= RARE * (outlying.length + kept.length);

/** Why a phone whose launches scatter so proves nothing yet; null where outliers are rare. */
export function manyOutliers(fits: readonly PhoneFit[]): string | null {
  const fit = fits.find((each) => each.blocks < BLOCKS_TO_TELL_THEM && !areRare(each));
  if (!fit) return null;
  return `${fit.outlying.length} of ${fit.outlying.length + fit.kept.length} launches lie far out: too many for ${fit.blocks} blocks`;
}

/** Launches that the change does not rest on, as a sentence a phone: rare stalls are told and not averaged in. */
export function outlierTexts(device: string, fit: PhoneFit | null): string[] {
  if (!fit || fit.outlying.length === 0) return [];
  const places = fit.outlying.map(({ launch }) => `${launch.build} in ${launch.block} at ${launch.position}`);
  const count = fit.outlying.length + fit.kept.length;
  return [
    `${device}: ${places.length} of ${count} launches lie too far out to belong to the others: ${places.join(', ')}`,
  ];
}

/**
 * Why outliers that nearly all speak against the candidate are a finding about it; null where they are not.
 * @param isCase of many cases some have a few more by chance
 */
export function unevenOutliers(
  fits: readonly PhoneFit[],
  direction: Direction,
  isCase: boolean,
): string | null {
  for (const fit of fits) {
    const sides = sidesOf(fit.outlying, direction);
    const more = sides.against - sides.inFavour;
    const isShare = more >= 2 && more >= SHARE * launchesOfCandidate(fit);
    // Two launches that are slow in all cases, and none of the baseline: a candidate that is slow while the phone is hot may have no more.
    const isOneSided = !isCase && sides.against >= 2 && sides.inFavour === 0;
    if (isShare || isOneSided || (more >= MORE && (!isCase || chanceOf(sides) <= UNLIKELY)))
      return `launches that lie far out speak against the candidate: ${sides.against} against it, ${sides.inFavour} for it`;
  }
  return null;
}

/**
 * Why the cases of a suite together stall more often in the candidate, whichever they are; null where they do not.
 * @param suites launches that are outlying there stalled as a whole, and not in one case after the other
 */
export function unevenCases(
  cases: readonly PhoneFit[],
  suites: readonly PhoneFit[],
  direction: Direction,
): string | null {
  const slow = new Set(suites.flatMap(({ outlying }) => outlying.map(({ launch }) => launch)));
  const alone = cases.flatMap(({ outlying }) => outlying).filter(({ launch }) => !slow.has(launch));
  const sides = sidesOf(alone, direction);
  if (sides.against - sides.inFavour < MORE || chanceOf(sides) > UNLIKELY_TOGETHER) return null;
  return `cases that lie far out speak against the candidate: ${sides.against} against it, ${sides.inFavour} for it`;
}

/** Outlying launches that make the candidate look slower, and those that make it look faster. */
interface Sides {
  readonly against: number;
  readonly inFavour: number;
}

/** p of so many against it where each side is as likely. */
const chanceOf = ({ against, inFavour }: Sides): number => atLeastP(against, against + inFavour, 0.5);

const launchesOfCandidate = ({ kept, outlying }: PhoneFit): number =>
  [...kept, ...outlying].filter(({ launch }) => launch.build === 'candidate').length;

/**
 * A launch of the candidate that is worse than the others say is against it, and so is one of the baseline that is better:
 * of a block in which the builds differ the fit may keep either.
 */
function sidesOf(outlying: readonly Outlier[], direction: Direction): Sides {
  const against = outlying.filter(({ launch, residual }) => {
    const isWorse = worseSign(direction) * residual > 0;
    return isWorse === (launch.build === 'candidate');
  }).length;
  return { against, inFavour: outlying.length - against };
}
