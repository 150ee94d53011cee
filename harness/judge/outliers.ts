import { excessP, type TwoCounts } from '../statistics/exact-excess.ts';
import type { Direction } from './decide.ts';
import type { PhoneFit } from './launch-model.ts';
import type { ComparedBuild, Level } from './levels.ts';

/** So many more outlying launches of the candidate than of the baseline are no chance, and no GO. */
const MORE = 3;
/** Fewer are enough where they are this share of the candidate's launches. */
const SHARE = 1 / 4;

/** p of so many more outliers of one case, of some ten in a run. */
const UNLIKELY = 0.05;
/** p of so many more over all cases of a suite. */
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
 * Why outliers on the candidate's side alone are a finding about the candidate; null where they are not.
 * @param isCase of many cases some have a few more by chance
 */
export function unevenOutliers(
  fits: readonly PhoneFit[],
  direction: Direction,
  isCase: boolean,
): string | null {
  for (const fit of fits) {
    const counts = worseCounts(fit, direction);
    const { hits, of, otherHits } = counts;
    const more = hits - otherHits;
    const isShare = more >= 2 && more >= SHARE * of;
    if (isShare || (more >= MORE && (!isCase || excessP([counts]) <= UNLIKELY)))
      return `${hits} of ${of} launches of the candidate lie far on the worse side, of the baseline ${otherHits}`;
  }
  return null;
}

/** Why the cases of a suite together stall more often in the candidate, whichever they are; null where they do not. */
export function unevenCases(cases: readonly PhoneFit[], direction: Direction): string | null {
  const counts = cases.map((fit) => worseCounts(fit, direction));
  const sum = (of: 'hits' | 'otherHits'): number => counts.reduce((total, each) => total + each[of], 0);
  const [candidate, baseline] = [sum('hits'), sum('otherHits')];
  if (candidate - baseline < MORE || excessP(counts) > UNLIKELY_TOGETHER) return null;
  return `cases of the candidate lie far on the worse side ${candidate} times, of the baseline ${baseline} times`;
}

/** How many launches of each build lie far on the worse side. */
function worseCounts(fit: PhoneFit, direction: Direction): TwoCounts {
  const launchesOf = (build: ComparedBuild): number =>
    [...fit.kept, ...fit.outlying].filter(({ launch }) => launch.build === build).length;
  return {
    hits: worse(fit, 'candidate', direction),
    of: launchesOf('candidate'),
    otherHits: worse(fit, 'baseline', direction),
    otherOf: launchesOf('baseline'),
  };
}

/** Outlying launches of a build that lie on the worse side of the others of their build. */
function worse({ outlying, kept }: PhoneFit, build: ComparedBuild, direction: Direction): number {
  const of = (levels: readonly Level[]): number[] =>
    levels.filter(({ launch }) => launch.build === build).map(({ log }) => log);
  const others = of(kept);
  const centre = others.reduce((sum, log) => sum + log, 0) / others.length;
  return of(outlying).filter((log) => (direction === 'higher' ? log < centre : log > centre)).length;
}
