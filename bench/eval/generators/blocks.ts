import type { LaunchValues } from '../../../harness/judge/levels.ts';
import type { LaunchHeat } from '../../../harness/judge/thermal-matching.ts';
import type { Random } from '../../../harness/statistics/random.ts';
import { between, studentNoise } from './noise.ts';

/** Standard deviations in log units, and shares. */
export interface BlockNoise {
  readonly block: number;
  readonly launch: number;
  readonly trial: number;
  readonly outliers: number;
  /** Share of launches that start hot and run slower. */
  readonly throttled: number;
}

const typical: BlockNoise = { block: 0.02, launch: 0.01, trial: 0.015, outliers: 0.02, throttled: 0 };
export const blockFamilies = {
  quiet: { block: 0.01, launch: 0.005, trial: 0.01, outliers: 0.02, throttled: 0 },
  typical,
  noisy: { block: 0.02, launch: 0.02, trial: 0.03, outliers: 0.04, throttled: 0 },
  throttled: { ...typical, throttled: 0.1 },
} as const satisfies Record<string, BlockNoise>;
export type BlockFamily = keyof typeof blockFamilies;

export interface BlockDesign {
  readonly devices: number;
  readonly blocks: number;
  /** Candidate against baseline, log units. */
  readonly effect: number;
  /** The cases that have the effect; all of them where none is named. */
  readonly cases?: readonly string[];
  /** Blocks are named after it. */
  readonly suite?: string;
}

export type SimulatedLaunch = LaunchValues & LaunchHeat;

export const CASES = ['a', 'b', 'c', 'd', 'e', 'f'];
const DRIFT = -0.004;
const forward = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
const backward = ['candidate', 'baseline', 'baseline', 'candidate'] as const;

/** All launches of a comparison; the prompts' own levels are left out, they cancel. */
export function simulateBlocks(random: Random, noise: BlockNoise, design: BlockDesign): SimulatedLaunch[] {
  const launches: SimulatedLaunch[] = [];
  for (let device = 0; device < design.devices; device++) {
    for (let block = 0; block < design.blocks; block++)
      launches.push(...simulateBlock(random, noise, design, device, block));
  }
  return launches;
}

function simulateBlock(
  random: Random,
  noise: BlockNoise,
  design: BlockDesign,
  device: number,
  block: number,
): SimulatedLaunch[] {
  const level = noise.block * random.gauss();
  const order = block % 2 === 0 ? forward : backward;
  return order.map((build, position) => {
    const hot = random.uniform() < noise.throttled;
    const heat = hot ? -between(random, 0.06, 0.18) : 0;
    const log = level + noise.launch * random.gauss() + DRIFT * position + heat;
    const effectOf = (name: string): number =>
      build === 'candidate' && (design.cases ?? CASES).includes(name) ? design.effect : 0;
    return {
      device: `d${device}`,
      block: `${design.suite ?? 'quick'}/b${block}`,
      position,
      build,
      values: valuesOf(random, noise, log, effectOf),
      atStart: hot ? 1 : 0,
      maximum: hot ? 1 : 0,
    };
  });
}

function valuesOf(
  random: Random,
  noise: BlockNoise,
  log: number,
  effectOf: (name: string) => number,
): Record<string, number> {
  const values: Record<string, number> = {};
  for (const name of CASES) {
    const outlier = random.uniform() < noise.outliers ? between(random, 0.05, 0.15) : 0;
    values[name] = Math.exp(log + effectOf(name) + noise.trial * studentNoise(random, 4) - outlier);
  }
  return values;
}
