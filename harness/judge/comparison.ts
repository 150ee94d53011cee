import { mean } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';
import { ONE_ANALYSIS } from './certainty.ts';
import type { CaseChange, Change, DeviceChange, MetricComparison } from './change.ts';
import { doubted, onSingleLaunches, withDoubt } from './comparison-doubts.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import { type Decision, decide } from './decide.ts';
import { type Estimate, type PooledEstimate, phoneEstimates, pooledEstimate } from './estimate.ts';
import type { CellRule } from './gate-rules.ts';
import type { LaunchValues, Level } from './levels.ts';
import { outlierTexts } from './outliers.ts';
import { type ComparedCase, comparedCases, fitsOf, type Sample, suiteSample } from './samples.ts';

const DISAGREE_BELOW = 0.05;

/** Candidate against baseline over all launches: over the cases and in each, on each device and over all. */
export function compareMetric(request: ComparisonRequest): MetricComparison {
  const { metric, name, unit, direction, suite, launches, ruleOf } = request;
  const devices = [...new Set(launches.map((launch) => launch.device))].sort();
  const own = devices.map((device) => launches.filter((launch) => launch.device === device));
  const byCase = comparedCases(request, own);
  const samples = own.map((each, i) => suiteSample(request, each, i, byCase));
  const pooled = pooledEstimate(samples.map(({ fit }) => fit));
  const perDevice = deviceChanges(request, devices, samples, byCase);
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

const disagree = (pooled: PooledEstimate | null): boolean =>
  pooled?.heterogeneityP !== null && (pooled?.heterogeneityP ?? 1) < DISAGREE_BELOW;

function deviceChanges(
  request: ComparisonRequest,
  devices: readonly string[],
  samples: readonly Sample[],
  cases: readonly ComparedCase[],
): DeviceChange[] {
  const priors = devices.map((device) => request.priorOf?.(device) ?? null);
  const estimates = phoneEstimates(
    samples.map(({ fit }) => fit),
    priors,
  );
  const byCase = cases.map((each) => ({
    ...each,
    estimates: phoneEstimates(each.samples.map(({ fit }) => fit)),
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

type Margin = 'marginPercent' | 'caseMarginPercent';

function changeOf(
  request: ComparisonRequest,
  samples: readonly Sample[],
  estimate: Estimate | null,
  rule: CellRule,
  margin: Margin,
): Change {
  const fits = fitsOf(samples);
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
  const certainty = request.certainty ?? ONE_ANALYSIS;
  const pass = margin === 'caseMarginPercent' ? certainty.passOfCase : certainty.pass;
  const decision = decide(estimate, request.direction, allowedPercent, { ...certainty, pass });
  const change = changeWith(known, estimate, decision);
  return (
    onSingleLaunches(request, samples, change) ??
    doubted(request, samples, change, margin === 'caseMarginPercent')
  );
}

/** Both builds are there, and all launches of a block say the same. */
export function isExact(levels: readonly Level[]): boolean {
  const blocks = new Map<string, Level[]>();
  for (const level of levels)
    blocks.set(level.launch.block, [...(blocks.get(level.launch.block) ?? []), level]);
  const builds = new Set(levels.map(({ launch }) => launch.build));
  return (
    builds.size === 2 && [...blocks.values()].every((own) => own.every(({ log }) => log === own[0]?.log))
  );
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

type Known = Pick<Change, 'baseline' | 'candidate' | 'blocks' | 'launches' | 'outliers' | 'allowedPercent'>;

/** Named one by one: a run asks for thousands of changes, and spreads cost more here than what is worked out. */
const changeWith = (known: Known, estimate: Estimate, decision: Decision): Change => ({
  baseline: known.baseline,
  candidate: known.candidate,
  blocks: known.blocks,
  launches: known.launches,
  outliers: known.outliers,
  allowedPercent: known.allowedPercent,
  note: null,
  changePercent: percent(estimate.shift),
  ci90Percent: intervalPercent(estimate.ci90),
  ci95Percent: intervalPercent(estimate.ci95),
  p: estimate.p,
  reading: decision.reading,
  beyondMargin: decision.beyondMargin,
  notWorse: decision.notWorse,
  worseP: decision.worseP,
  blocksNeeded: decision.blocksNeeded,
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
