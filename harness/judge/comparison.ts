import { mean } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';
import { type Certainty, ONE_ANALYSIS } from './certainty.ts';
import type { CaseChange, Change, DeviceChange, MetricComparison } from './change.ts';
import { type Direction, decide, logMargin, worseSign } from './decide.ts';
import {
  type Estimate,
  type NoisePrior,
  type PooledEstimate,
  phoneEstimates,
  pooledEstimate,
} from './estimate.ts';
import type { CellRule } from './gate-rules.ts';
import { fitPhone, type PhoneFit } from './launch-model.ts';
import { caseLevels, type LaunchValues, type Level, suiteLevels } from './levels.ts';
import { areRare, manyOutliers, outlierTexts, unevenOutliers } from './outliers.ts';
import { shiftWithoutWorst } from './worst-launches.ts';

/** One metric of one suite, and the launches of both builds that may be compared. */
export interface ComparisonRequest {
  readonly metric: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: Direction;
  readonly suite: string;
  readonly launches: readonly LaunchValues[];
  /** Every case that should have a value, also one that no launch has; absent: those of the launches. */
  readonly cases?: readonly string[];
  /** By device; null: over all of them. */
  readonly ruleOf: (device: string | null) => CellRule;
  /** Values that are all equal on a device prove no change without a test (memory). */
  readonly exact?: boolean | undefined;
  /** Set where thermal matching dropped one build's launches more often: neither no change nor an improvement is proved then. */
  readonly thermalImbalance?: string | null;
  /** Blocks are pairs of soaks, AB and BA by turns: drift cancels over pairs, not inside one. */
  readonly pairs?: boolean;
  /** How certain this analysis must be; absent: the only one of the run. */
  readonly certainty?: Certainty;
  /** What A/A nights say of a launch's noise on a device, over the cases. */
  readonly priorOf?: (device: string) => NoisePrior | null;
}

const DISAGREE_BELOW = 0.05;

/** What is compared of one phone: the launches' levels, and what they say. */
interface Sample {
  readonly levels: readonly Level[];
  readonly fit: PhoneFit | null;
}

/** Candidate against baseline over all launches: over the cases and in each, on each device and over all. */
export function compareMetric(request: ComparisonRequest): MetricComparison {
  const { metric, name, unit, direction, suite, launches, ruleOf } = request;
  const devices = [...new Set(launches.map((launch) => launch.device))].sort();
  const own = devices.map((device) => launches.filter((launch) => launch.device === device));
  const samples = own.map((each) => sampleOf(request, suiteLevels(each)));
  const pooled = pooledEstimate(samples.map(({ fit }) => fit));
  const perDevice = deviceChanges(request, devices, own, samples);
  return {
    metric,
    name,
    unit,
    direction,
    suite,
    marginPercent: ruleOf(null).marginPercent,
    gating: perDevice.some(({ decides }) => decides),
    perDevice,
    pooled: changeOf(request, samples, pooled, ruleOf(null), 'marginPercent'),
    devicesDisagree: disagree(pooled),
    warnings: [
      ...devices.flatMap((device, i) => outlierTexts(device, must(samples[i], device).fit)),
      ...(request.thermalImbalance ? [request.thermalImbalance] : []),
    ],
  };
}

const sampleOf = ({ pairs }: ComparisonRequest, levels: readonly Level[]): Sample => ({
  levels,
  fit: fitPhone(levels, pairs),
});

const disagree = (pooled: PooledEstimate | null): boolean =>
  pooled?.heterogeneityP !== null && (pooled?.heterogeneityP ?? 1) < DISAGREE_BELOW;

function deviceChanges(
  request: ComparisonRequest,
  devices: readonly string[],
  launches: readonly LaunchValues[][],
  samples: readonly Sample[],
): DeviceChange[] {
  const priors = devices.map((device) => request.priorOf?.(device) ?? null);
  const estimates = phoneEstimates(
    samples.map(({ fit }) => fit),
    priors,
  );
  const cases = casesOf(request);
  // A suite of one case is that case.
  const byCase = (cases.length > 1 ? cases : []).map((name) => ({
    name,
    ...caseOf(request, launches, name),
  }));
  return devices.map((device, i): DeviceChange => {
    const rule = request.ruleOf(device);
    const change = (sample: Sample, estimate: Estimate | null, margin: Margin): Change =>
      changeOf(request, [sample], estimate, rule, margin);
    return {
      device,
      decides: rule.decides,
      ...change(must(samples[i], device), estimates[i] ?? null, 'marginPercent'),
      cases: byCase.map(
        (each): CaseChange => ({
          case: each.name,
          ...change(must(each.samples[i], each.name), each.estimates[i] ?? null, 'caseMarginPercent'),
        }),
      ),
    };
  });
}

function caseOf(request: ComparisonRequest, launches: readonly LaunchValues[][], name: string) {
  const samples = launches.map((own) => sampleOf(request, caseLevels(own, name)));
  return { samples, estimates: phoneEstimates(samples.map(({ fit }) => fit)) };
}

const casesOf = ({ cases, launches }: ComparisonRequest): string[] => [
  ...new Set([...(cases ?? []), ...launches.flatMap((launch) => Object.keys(launch.values))]),
];

type Margin = 'marginPercent' | 'caseMarginPercent';

function changeOf(
  request: ComparisonRequest,
  samples: readonly Sample[],
  estimate: Estimate | null,
  rule: CellRule,
  margin: Margin,
): Change {
  const fits = samples.flatMap(({ fit }) => (fit ? [fit] : []));
  const blocks = fits.reduce((sum, fit) => sum + fit.blocks, 0);
  const baseline = geometricMean(samples, 'baseline');
  const candidate =
    baseline !== null && estimate ? baseline * Math.exp(estimate.shift) : geometricMean(samples, 'candidate');
  const allowedPercent =
    baseline === null ? rule[margin] : Math.max(rule[margin], (100 * rule.leastMargin) / baseline);
  const launches = fits.reduce((sum, fit) => sum + fit.kept.length, 0);
  const outliers = fits.reduce((sum, fit) => sum + fit.outlying.length, 0);
  const known = { baseline, candidate, blocks, launches, outliers, allowedPercent };
  if (request.exact && samples.length > 0 && samples.every(({ levels }) => isExact(levels)))
    return withDoubt({ ...undecided(blocks), ...known, ...exactlyEqual() }, request.thermalImbalance ?? null);
  if (!estimate) return { ...undecided(blocks), ...known };
  const decision = decide(estimate, request.direction, allowedPercent, request.certainty ?? ONE_ANALYSIS);
  const change = { ...known, note: null, ...percentages(estimate), ...decision };
  return onSingleLaunches(request, samples, change) ?? doubted(request, fits, change);
}

/** A regression this sure is looked at once more: nothing less can stop a build. */
const NEARLY_CERTAIN = 0.05;
/** Without the worst launch of each block a regression must still be half as large as what is allowed. */
const STILL = 0.5;

/** A regression that a single launch of each block makes is none; null where it stands without them. */
function onSingleLaunches(
  { pairs, direction }: ComparisonRequest,
  samples: readonly Sample[],
  change: Change,
): Change | null {
  if (pairs || change.reading !== 'regression' || (change.worseP ?? 1) > NEARLY_CERTAIN) return null;
  const sign = worseSign(direction);
  const allowed = logMargin(change.allowedPercent, direction);
  const left = samples.flatMap((sample) => shiftWithoutWorst(trusted(sample), sign, allowed) ?? []);
  if (sign * (mean(left) ?? 0) >= STILL * allowed) return null;
  const note = 'one launch of each block makes it: without the worst ones the change is gone';
  return { ...change, reading: 'not-enough-evidence', beyondMargin: false, notWorse: false, worseP: 1, note };
}

/** Where many launches lie far out, the fit may have taken the wrong ones for outliers. */
const trusted = ({ levels, fit }: Sample): readonly Level[] => (fit && areRare(fit) ? fit.kept : levels);

/** Both builds are there, and all launches of a block say the same. */
function isExact(levels: readonly Level[]): boolean {
  const blocks = new Map<string, Level[]>();
  for (const level of levels)
    blocks.set(level.launch.block, [...(blocks.get(level.launch.block) ?? []), level]);
  const builds = new Set(levels.map(({ launch }) => launch.build));
  return (
    builds.size === 2 && [...blocks.values()].every((own) => own.every(({ log }) => log === own[0]?.log))
  );
}

/** Launches that were too hot prove nothing in a build's favour; launches out of balance prove nothing at all. */
function doubted(request: ComparisonRequest, fits: readonly PhoneFit[], change: Change): Change {
  if (fits.some(({ confounded }) => confounded)) {
    const note = 'one build always ran later: drift cannot be separated from a change';
    return { ...withDoubt(change, note), reading: 'not-enough-evidence' };
  }
  if (change.reading === 'regression') return change;
  const outliers = manyOutliers(fits) ?? unevenOutliers(fits, request.direction);
  return withDoubt(change, request.thermalImbalance ?? outliers);
}

function withDoubt(change: Change, note: string | null): Change {
  if (note === null) return change;
  return { ...change, reading: 'not-enough-evidence', beyondMargin: false, notWorse: false, note };
}

const exactlyEqual = (): Partial<Change> => ({
  changePercent: 0,
  ci90Percent: [0, 0],
  ci95Percent: [0, 0],
  p: 1,
  worseP: 1,
  reading: 'no-change',
  notWorse: true,
  note: 'all values are equal',
});

const undecided = (
  blocks: number,
): Omit<Change, 'baseline' | 'candidate' | 'allowedPercent' | 'launches' | 'outliers'> => ({
  changePercent: null,
  ci90Percent: null,
  ci95Percent: null,
  p: null,
  worseP: null,
  blocks,
  reading: 'not-enough-evidence',
  beyondMargin: false,
  notWorse: false,
  blocksNeeded: null,
  note: 'fewer than 2 blocks with launches of both builds',
});

const percent = (log: number): number => 100 * Math.expm1(log);
const intervalPercent = ([low, high]: readonly [number, number]): [number, number] => [
  percent(low),
  percent(high),
];

const percentages = (estimate: Estimate) => ({
  changePercent: percent(estimate.shift),
  ci90Percent: intervalPercent(estimate.ci90),
  ci95Percent: intervalPercent(estimate.ci95),
  p: estimate.p,
});

/** Of the launches that the change rests on, where there is one; each device weighs the same, as in the change itself. */
function geometricMean(samples: readonly Sample[], build: LaunchValues['build']): number | null {
  const means = samples.flatMap(({ levels, fit }) => {
    const own = (fit?.kept ?? levels).filter(({ launch }) => launch.build === build);
    return mean(own.map(({ log }) => log)) ?? [];
  });
  const log = mean(means);
  return log === null ? null : Math.exp(log);
}
