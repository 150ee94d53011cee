/** What makes the launches of one build on one phone differ; logs, shares and launches. */
export interface LaunchFamily {
  /** Standard deviation between blocks, the same for all launches of one. */
  readonly block: number;
  /** Standard deviation of a launch's mean over its cases; its cases have a share in it where there are several. */
  readonly launch: number;
  /** What the cases of a launch scatter by, in terms of a typical phone's; absent: as the launches. */
  readonly cases?: number;
  /** Change from one position of a block to the next. */
  readonly drift: number;
  /** Launches, or the cases of a launch, with two degrees of freedom instead of Gaussian ones; the scale. */
  readonly heavyLaunches?: number;
  readonly heavyCases?: number;
  /** Noise that lasts beside the launches' own: standard deviation, and what is left after a launch. */
  readonly lasting?: { readonly deviation: number; readonly kept: number };
  /** Standard deviation of one step of a random walk over the launches of a night. */
  readonly walk?: number;
  /** Slow at first: the loss of the first launch, and the launches in which it falls to a third. */
  readonly warmUp?: { readonly loss: number; readonly launches: number };
  /** Heat that a launch leaves to the next: what it costs at the baseline's power, and how much of it stays. */
  readonly heat?: { readonly candidatePower: number; readonly loss: number; readonly kept: number };
  /** Two clock states: how many launches are in the slow one, what it costs, and how likely a state stays. */
  readonly states?: { readonly share: number; readonly loss: number; readonly stays: number | null };
  /** Some launches, or cases, stall. */
  readonly stalledLaunches?: { readonly share: number; readonly loss: number };
  readonly stalledCases?: { readonly share: number; readonly loss: number };
  /** One launch of each block, whichever, loses this. */
  readonly outlierInBlock?: number;
  /** How many times the usual noise the candidate's launches have, or those of every first or second block of two. */
  readonly candidateNoise?: number;
  readonly firstBlockNoise?: number;
  readonly secondBlockNoise?: number;
  /** The first launch after a change of build is a fresh install. */
  readonly freshInstall?: number;
}

/** As in the plan's own assumption: launches of 1.2 %, so that the contrast of an A B B A block has 1.2 % too. */
const TYPICAL_LAUNCH = 0.012;
const typical: LaunchFamily = { block: 0.02, launch: TYPICAL_LAUNCH, drift: -0.004 };

/** How much the cases of a launch scatter, in terms of a typical phone's. */
export const caseScale = ({ cases, launch }: LaunchFamily): number => cases ?? launch / TYPICAL_LAUNCH;

/** Half of what is there is left after three launches. */
const HALF_LIFE_3 = 0.5 ** (1 / 3);
const percent = (loss: number): number => -Math.log(1 - loss / 100);
const draws = (more: number, kept = 0, loss = 0.036): LaunchFamily => ({
  ...typical,
  heat: { candidatePower: 1 + more / 100, loss, kept },
});

/** Every family that a verdict must hold in, by the name that a row has. */
export const launchFamilies = {
  typical,
  quiet: { ...typical, launch: 0.006 },
  noisy: { ...typical, launch: 0.024 },
  'AR(1), half-life 3 launches': {
    ...typical,
    launch: 0.006,
    lasting: { deviation: 0.02, kept: HALF_LIFE_3 },
  },
  'random walk 1 % a launch': { ...typical, launch: 0.006, walk: 0.01 },
  'drift 1 % a launch': { ...typical, drift: -0.01 },
  'warm-up 8 %, tau 4': { ...typical, warmUp: { loss: 0.08, launches: 4 } },
  'candidate three times noisier': { ...typical, launch: 0.007, cases: 0.5, candidateNoise: 3 },
  'every second block three times noisier': { ...typical, launch: 0.007, cases: 0.5, secondBlockNoise: 3 },
  'every first block of two three times noisier': {
    ...typical,
    ...{ launch: 0.007, cases: 0.5, firstBlockNoise: 3 },
  },
  'carry-over, 25 % more power': draws(25),
  'carry-over, 50 % more power': draws(50),
  'carry-over, 50 % less power': draws(-50),
  'thermal memory, 50 % more power': draws(50, 0.5, 0.08),
  'launches stall, 3 % by 30 %': { ...typical, stalledLaunches: { share: 0.03, loss: percent(30) } },
  'cases stall, 3 % by 30 %': { ...typical, stalledCases: { share: 0.03, loss: percent(30) } },
  'launches t2': { ...typical, launch: 0, cases: 1, heavyLaunches: 0.006 },
  'cases t2': { ...typical, launch: 0.008, heavyCases: 0.008 },
  'one launch of each block −15 %': { ...typical, outlierInBlock: percent(15) },
  'clock states, 30 % of launches −6 %': {
    ...typical,
    states: { share: 0.3, loss: percent(6), stays: null },
  },
  'clock states that stay': { ...typical, states: { share: 0.3, loss: percent(6), stays: 0.8 } },
  'fresh install −5 %': { ...typical, freshInstall: percent(5) },
} as const satisfies Readonly<Record<string, LaunchFamily>>;
export type LaunchFamilyName = keyof typeof launchFamilies;
