import type { LaunchPlace } from '../../../harness/judge/experiment-values.ts';
import type { Random } from '../../../harness/statistics/random.ts';
import { caseScale, type LaunchFamily } from './launch-families.ts';
import { nightLevels } from './night-levels.ts';
import { heavyNoise } from './noise.ts';

/** What the cases of a launch scatter by; see `caseNoise`. Its share of a launch's mean is taken off the launch's own. */
const CASE_VARIANCE = 0.015 ** 2 + 0.02 * 0.1 ** 2;

/**
 * The log level of each launch of one phone, in order, without any effect of the build.
 * @param cases of each launch
 */
export function launchLevels(
  random: Random,
  family: LaunchFamily,
  launches: readonly LaunchPlace[],
  cases: number,
): Float64Array {
  const own =
    cases > 1
      ? Math.sqrt(Math.max(0, family.launch ** 2 - (caseScale(family) ** 2 * CASE_VARIANCE) / cases))
      : family.launch;
  const levels = new Float64Array(launches.length);
  for (const block of blocksOf(launches)) {
    const level = family.block * random.gauss();
    const outlier = block[Math.floor(random.uniform() * block.length)];
    for (const i of block) {
      const launch = launches[i];
      if (launch) levels[i] = level + family.drift * launch.position + ownNoise(random, family, launch, own);
      if (i === outlier) levels[i] = (levels[i] ?? 0) - (family.outlierInBlock ?? 0);
    }
  }
  return nightLevels(random, family, launches).reduce(
    (sum, night) => sum.map((level, i) => level + (night[i] ?? 0)),
    levels,
  );
}

/** The places of each block's launches. */
function blocksOf(launches: readonly LaunchPlace[]): number[][] {
  const blocks = new Map<string, number[]>();
  launches.forEach(({ suite, block }, i) => {
    const name = `${suite}/${block}`;
    blocks.set(name, [...(blocks.get(name) ?? []), i]);
  });
  return [...blocks.values()];
}

function ownNoise(
  random: Random,
  family: LaunchFamily,
  { build, block }: LaunchPlace,
  deviation: number,
): number {
  const { candidateNoise = 1, firstBlockNoise = 1, secondBlockNoise = 1 } = family;
  const { heavyLaunches, stalledLaunches } = family;
  const ofBlock = Number(block) % 2 === 1 ? secondBlockNoise : firstBlockNoise;
  const times = (build === 'candidate' ? candidateNoise : 1) * ofBlock;
  const heavy = heavyLaunches === undefined ? 0 : heavyLaunches * heavyNoise(random);
  const stall = stalledLaunches && random.uniform() < stalledLaunches.share ? stalledLaunches.loss : 0;
  return times * deviation * random.gauss() + heavy - stall;
}
