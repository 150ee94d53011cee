import type { CellValues, ExperimentValues, LaunchPlace } from '../../../harness/judge/experiment-values.ts';
import type { LaunchValues } from '../../../harness/judge/levels.ts';
import { metricDefinition } from '../../../harness/measure/metrics/index.ts';
import type { Metric } from '../../../harness/measure/metrics/metric.ts';
import { must } from '../../../harness/statistics/must.ts';
import type { Random } from '../../../harness/statistics/random.ts';
import { caseScale, type LaunchFamily, type LaunchFamilyName, launchFamilies } from './launch-families.ts';
import { launchLevels } from './launch-levels.ts';
import { caseNames, type ExperimentSize, plannedOrder } from './launch-order.ts';
import { between, heavyNoise, studentNoise } from './noise.ts';

/** Where and when the candidate decodes slower than the baseline. */
export interface PlantedEffect {
  /** Per cent; below 0 it is faster. */
  readonly lossPercent: number;
  /** Absent: in all cases, all suites, on all phones. */
  readonly case?: string;
  readonly suite?: string;
  readonly phone?: string;
  /** Only while the phone is hot, which it is in two of five launches, or only in the first quarter of a suite's blocks. */
  readonly when?: 'hot' | 'first blocks';
}

/** An experiment with a known truth. */
export interface PlantedExperiment extends ExperimentSize {
  readonly family: LaunchFamilyName;
  /** Absent: the three metrics that decide of bursts. */
  readonly metrics?: readonly string[];
  readonly effects?: readonly PlantedEffect[];
  /** Of so many launches of a build in a row one is lost. */
  readonly candidateLoses?: number;
  readonly baselineLoses?: number;
}

/** Metrics that decide of bursts. */
const DECIDING = ['decode_rate', 'ttft', 'footprint_peak'];
/** Memory is nearly the same from launch to launch, and has one value a launch. */
const MEMORY = 'footprint_peak';
const MEMORY_NOISE = 1e-5;
const HOT_SHARE = 0.4;
const HOT_LOSS = 0.06;
const usual: Readonly<Record<string, number>> = { decode_rate: 20, ttft: 400, footprint_peak: 1000 };

/** The values of one experiment, as a file of rows would give them to `judgeValues`. */
export function simulateExperiment(random: Random, planted: PlantedExperiment): ExperimentValues {
  const order = plannedOrder(sizeOf(planted));
  const made = order.flatMap(({ launches }) => launches.filter(({ counts }) => counts));
  const lost = new Set(
    order.flatMap(({ launches }) =>
      lostLaunches(
        random,
        planted,
        launches.filter(({ counts }) => counts),
      ),
    ),
  );
  return {
    phones: order.map(({ device }) => ({ id: device, model: device })),
    made,
    cells: (planted.metrics ?? DECIDING).flatMap((id) => cellsOf(random, planted, id, lost)),
  };
}

const sizeOf = ({ phones, blocks, suites, cases }: PlantedExperiment): ExperimentSize => ({
  phones,
  blocks,
  suites,
  cases,
});

function lostLaunches(
  random: Random,
  { candidateLoses, baselineLoses }: PlantedExperiment,
  launches: readonly LaunchPlace[],
): LaunchPlace[] {
  const lostOf = (build: LaunchPlace['build'], every: number | undefined): LaunchPlace[] => {
    if (every === undefined) return [];
    const own = launches.filter((launch) => launch.build === build);
    return Array.from({ length: Math.ceil(own.length / every) }, (_, i) =>
      own.at(Math.min(own.length - 1, i * every + Math.floor(random.uniform() * every))),
    ).flatMap((launch) => launch ?? []);
  };
  return [...lostOf('candidate', candidateLoses), ...lostOf('baseline', baselineLoses)];
}

function cellsOf(
  random: Random,
  planted: PlantedExperiment,
  id: string,
  lost: ReadonlySet<LaunchPlace>,
): CellValues[] {
  const metric = must(metricDefinition(id), id);
  const names = id === MEMORY ? ['*'] : caseNames(planted.cases);
  const family = launchFamilies[planted.family];
  const cells = new Map<string, LaunchValues[]>();
  for (const { launches } of plannedOrder(sizeOf(planted))) {
    const levels = id === MEMORY ? null : launchLevels(random, family, launches, planted.cases);
    launches.forEach((launch, i) => {
      const isHot = random.uniform() < HOT_SHARE;
      const logOf = (name: string): number =>
        levels === null
          ? MEMORY_NOISE * random.gauss()
          : (levels[i] ?? 0) +
            caseNoise(random, family, planted.cases) -
            (id === 'decode_rate' ? lossOf(planted, launch, name, isHot) : 0);
      const values = valuesOf(metric, names, logOf);
      const { device, suite, block, position, build } = launch;
      const own = cells.get(suite) ?? [];
      cells.set(suite, own);
      const previous = launches[i - 1]?.build ?? null;
      if (launch.counts && !lost.has(launch))
        own.push({ device, block: `${suite}/${block}`, position, build, previous, values });
    });
  }
  return [...cells].map(([suite, launches]) => ({ metric, suite, launches, cases: names }));
}

function valuesOf(
  { id, direction }: Metric,
  names: readonly string[],
  logOf: (name: string) => number,
): LaunchValues['values'] {
  const values: Record<string, number> = {};
  for (const name of names)
    values[name] = must(usual[id], id) * Math.exp(direction === 'higher' ? logOf(name) : -logOf(name));
  return values;
}

/** What one case of a launch has of its own: Student's t with four degrees of freedom, and rare slow ones. */
function caseNoise(random: Random, family: LaunchFamily, cases: number): number {
  if (cases === 1) return 0;
  const slow = random.uniform() < 0.02 ? between(random, 0.05, 0.15) : 0;
  const { heavyCases, stalledCases } = family;
  const stall = stalledCases && random.uniform() < stalledCases.share ? stalledCases.loss : 0;
  const heavy = heavyCases ? heavyCases * heavyNoise(random) : 0.015 * studentNoise(random, 4);
  return caseScale(family) * (heavy - slow) - stall;
}

/** Log units by which the candidate decodes slower here, and by which a hot launch of either build does. */
function lossOf(
  { effects = [], blocks }: PlantedExperiment,
  { build, device, suite, block }: LaunchPlace,
  name: string,
  isHot: boolean,
): number {
  let loss = 0;
  for (const effect of effects) {
    if (effect.when === 'hot' && isHot) loss += HOT_LOSS;
    const isThere =
      build === 'candidate' &&
      (effect.case ?? name) === name &&
      (effect.suite ?? suite) === suite &&
      (effect.phone ?? device) === device &&
      (effect.when !== 'hot' || isHot) &&
      (effect.when !== 'first blocks' || Number(block) < blocks / 4);
    if (isThere) loss -= Math.log1p(-effect.lossPercent / 100);
  }
  return loss;
}
