import type { LaunchPlace } from '../../../harness/judge/experiment-values.ts';
import type { Random } from '../../../harness/statistics/random.ts';
import type { LaunchFamily } from './launch-families.ts';

type Launches = readonly LaunchPlace[];

/** What goes on from launch to launch over a whole night: one row of log levels for each thing that a family has. */
export function nightLevels(random: Random, family: LaunchFamily, launches: Launches): number[][] {
  const { lasting, walk, warmUp, heat, states, freshInstall } = family;
  return [
    ...(lasting ? [lastingNoise(random, lasting, launches)] : []),
    ...(walk ? [randomWalk(random, walk, launches)] : []),
    ...(warmUp ? [launches.map((_, i) => -warmUp.loss * Math.exp(-i / warmUp.launches))] : []),
    ...(heat ? [heatLosses(heat, launches)] : []),
    ...(states ? [stateLosses(random, states, launches)] : []),
    ...(freshInstall
      ? [launches.map(({ build }, i) => (launches[i - 1]?.build === build ? 0 : -freshInstall))]
      : []),
  ];
}

type Of<Key extends keyof LaunchFamily> = NonNullable<LaunchFamily[Key]>;

/** First-order autoregression. */
function lastingNoise(random: Random, { deviation, kept }: Of<'lasting'>, launches: Launches): number[] {
  const fresh = deviation * Math.sqrt(1 - kept ** 2);
  let noise = deviation * random.gauss();
  return launches.map(() => {
    const now = noise;
    noise = kept * noise + fresh * random.gauss();
    return now;
  });
}

function randomWalk(random: Random, step: number, launches: Launches): number[] {
  let level = 0;
  return launches.map(() => {
    level += step * random.gauss();
    return level;
  });
}

/** The phone comes as warm as one launch of the baseline leaves it. */
function heatLosses({ candidatePower, loss, kept }: Of<'heat'>, launches: Launches): number[] {
  let warm = 1;
  return launches.map(({ build }) => {
    const now = warm;
    warm = kept * warm + (1 - kept) * (build === 'candidate' ? candidatePower : 1);
    return -loss * now;
  });
}

function stateLosses(random: Random, { share, loss, stays }: Of<'states'>, launches: Launches): number[] {
  let slow = random.uniform() < share;
  return launches.map(() => {
    const now = slow ? -loss : 0;
    // As many go into the slow state as leave it.
    const leaves = stays === null ? null : slow ? 1 - stays : ((1 - stays) * share) / (1 - share);
    const drawn = random.uniform();
    slow = leaves === null ? drawn < share : drawn < leaves ? !slow : slow;
    return now;
  });
}
