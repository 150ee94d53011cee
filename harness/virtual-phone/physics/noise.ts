import { createRandom, type Random, seedOf } from '../../statistics/random.ts';

/** How much times scatter; standard deviations of relative time. */
export interface NoiseLevels {
  /** One factor for everything in a launch: 1 % is a bench whose phones are cooled and left alone. */
  readonly launch: number;
  /** Half the swing of the slow drift over launches, which pairs of neighbouring launches share. */
  readonly drift: number;
  readonly prefill: number;
  /**
   * One factor for a trial's decoding. A soak is made of short cycles: at 1 % a cycle its plateau would wander by more
   * than the 1 % a minute that the definition of a plateau allows, which published soaks do not show.
   */
  readonly decode: number;
  readonly token: number;
  /** Probability that a token waits for something else, and for how long at least and at most, s. */
  readonly stallShare: number;
  readonly stallSeconds: readonly [least: number, most: number];
}

export const usualNoise: NoiseLevels = {
  launch: 0.01,
  drift: 0.005,
  prefill: 0.015,
  decode: 0.004,
  token: 0.02,
  stallShare: 1 / 2000,
  stallSeconds: [0.05, 0.2],
};

/** A quiet phone: every time is exactly the planted one. */
export const noNoise: NoiseLevels = {
  launch: 0,
  drift: 0,
  prefill: 0,
  decode: 0,
  token: 0,
  stallShare: 0,
  stallSeconds: [0, 0],
};

/** Factors of time for one launch, each with mean 1; drawn in the order of the calls. */
export interface LaunchNoise {
  /** Of everything in this launch: its own luck and the drift of the day. */
  readonly launch: number;
  /** Call once a trial. */
  trial(): { prefill: number; decode: number };
  /** Of one token's decoding. */
  token(): number;
  /** Seconds that this token waits besides; nearly always 0. */
  stall(): number;
  /** Of the micro-workload. */
  probe(): number;
}

/** Launches between two equal phases of the drift. */
const DRIFT_PERIOD = 12;

/** The noise of launch `launchIndex` on the phone with this seed; equal arguments give equal noise. */
export function createLaunchNoise(
  seed: number,
  launchIndex: number,
  levels: NoiseLevels = usualNoise,
): LaunchNoise {
  const phase = createRandom(seedOf(seed, 'drift')).uniform();
  const random = createRandom(seedOf(seed, `launch ${launchIndex}`));
  const drift = 1 + levels.drift * Math.sin(2 * Math.PI * (launchIndex / DRIFT_PERIOD + phase));
  // A stream of its own, so that probing draws nothing from the tokens' luck.
  const probes = createRandom(seedOf(seed, `probe ${launchIndex}`));
  const [least, most] = levels.stallSeconds;
  return {
    launch: factor(random, levels.launch) * drift,
    trial: () => ({ prefill: factor(random, levels.prefill), decode: factor(random, levels.decode) }),
    token: () => factor(random, levels.token),
    probe: () => factor(probes, levels.decode),
    stall: () => (random.uniform() < levels.stallShare ? least + (most - least) * random.uniform() : 0),
  };
}

/** Log-normal with mean exactly 1, so that noise never moves the planted truth. */
const factor = (random: Random, sd: number): number =>
  sd === 0 ? 1 : Math.exp(sd * random.gauss() - (sd * sd) / 2);
