import { pooledEstimate } from '../../harness/judge/estimate.ts';
import { fitPhone } from '../../harness/judge/launch-model.ts';
import { suiteLevels } from '../../harness/judge/levels.ts';
import { matchThermally } from '../../harness/judge/thermal-matching.ts';
import type { Random } from '../../harness/statistics/random.ts';
import { blockContrasts } from './controls/block-contrasts.ts';
import { bootstrapInterval, studentisedInterval } from './controls/bootstrap.ts';
import { welch } from './controls/welch.ts';
import { drawsOf } from './draws.ts';
import {
  type BlockDesign,
  type BlockFamily,
  blockFamilies,
  type SimulatedLaunch,
  simulateBlocks,
} from './generators/blocks.ts';
import { atMost, type Part, type Row, within } from './row.ts';

type Interval = readonly [number, number] | null;

/** The launches of each device, as the product takes them: of one thermal state in each block. */
function keptLaunches(launches: readonly SimulatedLaunch[]): SimulatedLaunch[][] {
  const { kept } = matchThermally(launches, 'burst');
  const devices = [...new Set(launches.map((launch) => launch.device))];
  return devices.map((device) => kept.filter((launch) => launch.device === device));
}

const contrastsOf = (launches: readonly SimulatedLaunch[]): number[][] =>
  keptLaunches(launches).map(blockContrasts);

const blockInterval = (launches: readonly SimulatedLaunch[]): Interval =>
  pooledEstimate(keptLaunches(launches).map((own) => fitPhone(suiteLevels(own))))?.ci95 ?? null;

interface Cell {
  readonly family: BlockFamily;
  readonly design: BlockDesign;
  readonly repetitions: number;
  readonly interval: (launches: readonly SimulatedLaunch[], random: Random) => Interval;
}

/** Share of intervals that hold the true effect. */
function coverage(what: string, { family, design, repetitions, interval }: Cell): number {
  const random = drawsOf(1, what);
  let [held, all] = [0, 0];
  for (let i = 0; i < repetitions; i++) {
    const found = interval(simulateBlocks(random, blockFamilies[family], design), random);
    if (!found) continue;
    all++;
    if (found[0] <= design.effect && design.effect <= found[1]) held++;
  }
  return held / all;
}

const families = Object.keys(blockFamilies) as BlockFamily[];

function coverageRows(short: boolean): Row[] {
  const designs = short
    ? [{ devices: 3, blocks: 5 }]
    : [1, 3].flatMap((devices) => [3, 5, 8].map((blocks) => ({ devices, blocks })));
  return families.flatMap((family) =>
    designs.map(({ devices, blocks }) => {
      const what = `95 % interval holds the truth: ${family}, ${devices} × ${blocks} blocks`;
      const design = { devices, blocks, effect: 0 };
      // At 95.4 %, as three blocks have, one of forty rows of 4 000 runs is above 96 by chance.
      const repetitions = devices * blocks < 6 ? 16_000 : 4000;
      return within(
        what,
        coverage(what, { family, design, repetitions, interval: blockInterval }),
        0.94,
        0.96,
      );
    }),
  );
}

/** All logs of a build as if each were a repetition of its own. */
const pooledSamples = (launches: readonly SimulatedLaunch[], build: SimulatedLaunch['build']): number[] =>
  launches
    .filter((launch) => launch.build === build)
    .flatMap(({ values }) => Object.values(values).map(Math.log));

const pooledWelch = (launches: readonly SimulatedLaunch[]): Interval =>
  welch(pooledSamples(launches, 'baseline'), pooledSamples(launches, 'candidate'))?.ci95 ?? null;

/** What must fail, which shows that the suite distinguishes good intervals from bad ones. */
function controlRows(short: boolean): Row[] {
  const repetitions = short ? 500 : 2000;
  const three5 = { devices: 3, blocks: 5, effect: 0 };
  const control = (what: string, limit: number, cell: Omit<Cell, 'repetitions'>): Row =>
    atMost(`must fail: ${what}`, coverage(what, { ...cell, repetitions }), limit);
  const unmatched: Cell['interval'] = (launches, random) =>
    studentisedInterval(contrastsOf(launches), random);
  const studentised = 'bootstrap-t over blocks, as a cross-check';
  return [
    control('Welch on pooled samples, typical', short ? 0.95 : 0.94, {
      family: 'typical',
      design: three5,
      interval: pooledWelch,
    }),
    control('Welch on pooled samples, noisy', 0.93, {
      family: 'noisy',
      design: three5,
      interval: pooledWelch,
    }),
    control('Welch on pooled samples, throttled', 0.8, {
      family: 'throttled',
      design: three5,
      interval: pooledWelch,
    }),
    control('percentile bootstrap over 3 blocks', 0.9, {
      family: 'typical',
      design: { devices: 3, blocks: 3, effect: 0 },
      interval: (launches, random) => bootstrapInterval(contrastsOf(launches), random),
    }),
    within(
      studentised,
      coverage(studentised, { family: 'typical', design: three5, repetitions, interval: unmatched }),
      0.93,
      0.98,
    ),
  ];
}

export const abCoverage: Part = {
  name: 'A/B intervals',
  rows: (short) => [...coverageRows(short), ...controlRows(short)],
};
