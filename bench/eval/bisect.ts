import { LAUNCHES_OF_A_BLOCK, TYPICAL_NOISE } from '../../harness/experiment/power.ts';
import type { MeasuredBuild } from '../../harness/history/bisect/belief.ts';
import { type BisectState, type Ended, nextStep } from '../../harness/history/bisect/next-step.ts';
import { median } from '../../harness/statistics/median.ts';
import type { Random } from '../../harness/statistics/random.ts';
import { blockContrasts } from './controls/block-contrasts.ts';
import { drawsOf } from './draws.ts';
import { type BlockFamily, blockFamilies, simulateBlocks } from './generators/blocks.ts';
import { atLeast, atMost, forComparison, type Part, type Row } from './row.ts';

const BUILDS = 64;
const MOST_BLOCKS = 60;
/** Of a launch of a short suite, its cool-down included. */
const MINUTES_OF_A_LAUNCH = 75 / 60;

interface Search {
  readonly ended: Ended;
  readonly truth: number;
  readonly blocks: number;
}

interface Truth {
  readonly family: BlockFamily;
  /** Of each build, log units; negative is slower. */
  readonly levelOf: (build: number, firstBad: number) => number;
}

/** One search: every step asks the phone for blocks of a build against the good one. */
function search(name: string, seed: number, { family, levelOf }: Truth): Search {
  const random = drawsOf(seed, name);
  const truth = 1 + Math.floor(random.uniform() * (BUILDS - 1));
  let state: BisectState = {
    ...{ builds: BUILDS, measured: [], unmeasurable: [], mostBlocks: MOST_BLOCKS },
    noise: { deviation: TYPICAL_NOISE, learned: false },
  };
  for (;;) {
    const step = nextStep(state);
    const blocks = state.measured.reduce((sum, { losses }) => sum + losses.length, 0);
    if (step.kind === 'ended') return { ended: step, truth, blocks };
    const losses = lossesOf(random, family, step.blocks, levelOf(step.build, truth));
    state = { ...state, measured: withLosses(state.measured, step.build, losses) };
  }
}

const lossesOf = (random: Random, family: BlockFamily, blocks: number, effect: number): number[] =>
  blockContrasts(simulateBlocks(random, blockFamilies[family], { devices: 1, blocks, effect })).map(
    (contrast) => -contrast,
  );

const withLosses = (
  measured: readonly MeasuredBuild[],
  build: number,
  losses: readonly number[],
): MeasuredBuild[] => {
  const before = measured.find((each) => each.build === build)?.losses ?? [];
  return [...measured.filter((each) => each.build !== build), { build, losses: [...before, ...losses] }];
};

const step =
  (percent: number): Truth['levelOf'] =>
  (build, firstBad) =>
    build >= firstBad ? Math.log(1 - percent / 100) : 0;

const share = (searches: readonly Search[], holds: (each: Search) => boolean): number =>
  searches.filter(holds).length / searches.length;

const isRight = ({ ended, truth }: Search): boolean =>
  ended.outcome === 'found' && ended.among.includes(truth) && ended.among.length === 1;
const isWrong = ({ ended, truth }: Search): boolean =>
  ended.outcome === 'found' && !ended.among.includes(truth);

const minutesOf = (searches: readonly Search[]): number =>
  (median(searches.map(({ blocks }) => blocks)) ?? 0) * LAUNCHES_OF_A_BLOCK * MINUTES_OF_A_LAUNCH;

function searches(name: string, seeds: number, truth: Truth): Search[] {
  return Array.from({ length: seeds }, (_, seed) => search(name, seed, truth));
}

function rowsOf(name: string, seeds: number, truth: Truth, right: number): Row[] {
  const all = searches(name, seeds, truth);
  return [
    atLeast(`${name}: the right build is found`, share(all, isRight), right),
    atMost(`${name}: another build is called the first bad one`, share(all, isWrong), 0.03),
    forComparison(`${name}: median phone minutes`, `${minutesOf(all).toFixed(0)} min`),
  ];
}

/** Two steps of 4 %: nothing is called the one. */
const twoSteps: Truth['levelOf'] = (build, firstBad) =>
  step(4)(build, Math.ceil(firstBad / 2)) + step(4)(build, Math.ceil((firstBad + BUILDS) / 2));

const typical = { family: 'typical' } as const;

/** The right build in 95 of 100 searches. A short evaluation asks for one search in four. */
export const bisect: Part = {
  name: 'Bisect',
  rows(short) {
    const seeds = short ? 25 : 100;
    const found = ({ ended }: Search): boolean => ended.outcome === 'found';
    const none = searches('none', seeds, { ...typical, levelOf: () => 0 });
    const two = searches('two', seeds, { ...typical, levelOf: twoSteps });
    return [
      ...rowsOf('−4 % among 64 builds, a typical phone', seeds, { ...typical, levelOf: step(4) }, 0.95),
      ...rowsOf(
        '−4 %, a phone that scatters twice as much',
        seeds,
        { family: 'noisy', levelOf: step(4) },
        0.85,
      ),
      ...rowsOf('−2 %, a typical phone', seeds, { ...typical, levelOf: step(2) }, 0.8),
      atMost('no loss: a build is called the first bad one', share(none, found), 0.03),
      forComparison('no loss: median phone minutes', `${minutesOf(none).toFixed(0)} min`),
      atMost('two steps of 4 %: one is called the only one', share(two, found), 0.2),
    ];
  },
};
