import { must } from '../../statistics/must.ts';

/** What blocks of one build against the good one said. */
export interface MeasuredBuild {
  /** Its place in the list of builds; 0 is the good one. */
  readonly build: number;
  /** One a block, natural logs; positive is a loss. */
  readonly losses: readonly number[];
}

/** What is known of a block's contrast before anything is measured. */
export interface KnownNoise {
  /** Standard deviation of a contrast, log units. */
  readonly deviation: number;
  /** True: A/A runs of these phones taught it; false: a typical phone's. */
  readonly learned: boolean;
}

/** What is believed after some blocks; all shares add up to 1. */
export interface Belief {
  /** Of each build, that it is the first bad one; the good build's own is 0. */
  readonly firstBad: readonly number[];
  /** That no build is worse than the good one by anything worth a search. */
  readonly none: number;
  /** How large the loss is and how far contrasts scatter, if there is one, as far as it is known; log units. */
  readonly loss: number;
  readonly deviation: number;
}

/** Whoever searches has seen a loss: nine in ten say that it is there. */
const PRIOR_OF_NONE = 0.1;
/** A loss between these, every size on a log scale alike; smaller ones are nobody's search. */
const [LEAST_LOSS, MOST_LOSS, LOSSES] = [0.005, 0.5, 36];
/** Noise by these factors of what is known. */
const FACTORS = [0.5, 0.7, 1, 1.4, 2, 2.8];
/** Scatter of the true noise's log around the known one. */
const TRUST = { learned: 0.35, typical: 0.6 } as const;
/** One block in twenty is from a launch that went its own way, and scatters four times as far. */
const STRAY = { share: 0.05, times: 4 } as const;

/**
 * Bayes' rule over every place of one step: builds before the first bad one are as the good one, it and all after it worse
 * by one loss. Size of the loss and noise are not known and are summed over.
 * @param builds how many there are, both ends included
 */
export function beliefAfter(builds: number, measured: readonly MeasuredBuild[], noise: KnownNoise): Belief {
  const sums: Sums = { firstBad: new Float64Array(builds), none: 0, loss: 0, deviation: 0 };
  const worlds = worldsOf(noise);
  const seen = worlds.map((world) => likelihoods(builds, measured, world));
  const highest = Math.max(...seen.map(({ logs, none }) => Math.max(none, ...logs.subarray(1))));
  for (const [i, world] of worlds.entries()) add(sums, world, must(seen[i], 'a world'), highest);
  const bad = sums.firstBad.reduce((sum, each) => sum + each, 0);
  const whole = bad + sums.none;
  return {
    firstBad: Array.from(sums.firstBad, (each) => each / whole),
    none: sums.none / whole,
    loss: sums.loss / bad,
    deviation: sums.deviation / bad,
  };
}

/** One size of loss and of noise, and how likely they are before anything is measured. */
interface World {
  readonly loss: number;
  readonly deviation: number;
  readonly weight: number;
}

function worldsOf({ deviation, learned }: KnownNoise): World[] {
  const step = Math.log(MOST_LOSS / LEAST_LOSS) / (LOSSES - 1);
  const losses = Array.from({ length: LOSSES }, (_, i) => LEAST_LOSS * Math.exp(i * step));
  const trust = learned ? TRUST.learned : TRUST.typical;
  const noises = FACTORS.map((factor) => ({
    deviation: factor * deviation,
    weight: Math.exp(-0.5 * (Math.log(factor) / trust) ** 2),
  }));
  return losses.flatMap((loss) => noises.map((each) => ({ loss, ...each })));
}

interface Likelihoods {
  /** By the first bad build. */
  readonly logs: Float64Array;
  readonly none: number;
}

/** Going from one first bad build to the next moves one build from the worse level to the good one. */
function likelihoods(builds: number, measured: readonly MeasuredBuild[], world: World): Likelihoods {
  const [asGood, asBad] = [new Float64Array(builds), new Float64Array(builds)];
  for (const { build, losses } of measured) {
    for (const loss of losses) {
      asGood[build] = Number(asGood[build]) + logDensity(loss, world.deviation);
      asBad[build] = Number(asBad[build]) + logDensity(loss - world.loss, world.deviation);
    }
  }
  const none = asGood.reduce((sum, each) => sum + each, 0);
  const logs = new Float64Array(builds).fill(Number.NEGATIVE_INFINITY);
  let log = asBad.reduce((sum, each) => sum + each, 0);
  for (let first = 1; first < builds; first++) {
    log += Number(asGood[first - 1]) - Number(asBad[first - 1]);
    logs[first] = log;
  }
  return { logs, none };
}

function logDensity(distance: number, deviation: number): number {
  const z = (distance / deviation) ** 2;
  const { share, times } = STRAY;
  return Math.log(
    ((1 - share) * Math.exp(-z / 2) + (share / times) * Math.exp(-z / (2 * times ** 2))) / deviation,
  );
}

interface Sums {
  readonly firstBad: Float64Array;
  none: number;
  loss: number;
  deviation: number;
}

function add(
  sums: Sums,
  { loss, deviation, weight }: World,
  { logs, none }: Likelihoods,
  highest: number,
): void {
  const places = logs.length - 1;
  let bad = 0;
  for (let first = 1; first < logs.length; first++) {
    const share = (weight * (1 - PRIOR_OF_NONE) * Math.exp(Number(logs[first]) - highest)) / places;
    sums.firstBad[first] = Number(sums.firstBad[first]) + share;
    bad += share;
  }
  // The size of a loss that is not there says nothing: each world has its part.
  sums.none += weight * PRIOR_OF_NONE * Math.exp(none - highest);
  sums.loss += bad * loss;
  sums.deviation += bad * deviation;
}
