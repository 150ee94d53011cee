import { mean } from '../statistics/mean.ts';
import { must } from '../statistics/must.ts';
import type { CaseChange, Change, DeviceChange, MetricComparison } from './change.ts';
import { type BlockContrast, blockContrasts, type LaunchValues, type Levels } from './contrast.ts';
import { type Direction, decide } from './decide.ts';
import { devicePs, type Estimate, pooledEstimate } from './estimate.ts';
import type { CellRule } from './gate-rules.ts';

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
}

const DISAGREE_BELOW = 0.05;
const MOST_UNBALANCED_SHARE = 0.25;
/** Positions are whole numbers; their means differ by more than this, or not at all. */
const ROUNDING = 1e-9;
/** Positions that the candidate may run later on average: a drift of 0.4 % a position leaves 0.1 % then. */
const MOST_LATER = 0.25;

/** Candidate against baseline by block contrasts: over the cases and in each, on each device and over all. */
export function compareMetric(request: ComparisonRequest): MetricComparison {
  const { metric, name, unit, direction, suite, launches, ruleOf } = request;
  const devices = [...new Set(launches.map((launch) => launch.device))].sort();
  const contrasts = devices.map((device) =>
    blockContrasts(launches.filter((launch) => launch.device === device)),
  );
  const values = contrasts.map(contrastsIn);
  const pooled = pooledEstimate(values);
  const perDevice = deviceChanges(request, devices, contrasts);
  return {
    metric,
    name,
    unit,
    direction,
    suite,
    marginPercent: ruleOf(null).marginPercent,
    gating: perDevice.some(({ decides }) => decides),
    perDevice,
    pooled: changeOf(request, contrasts, ruleOf(null), 'marginPercent'),
    devicesDisagree: pooled?.heterogeneityP !== null && (pooled?.heterogeneityP ?? 1) < DISAGREE_BELOW,
    unpooled: pooled?.unpooled
      ? { ci95Percent: intervalPercent(pooled.unpooled.ci95), p: pooled.unpooled.p }
      : null,
    warnings: [
      ...unbalanced(request, contrasts.flat()),
      ...(request.thermalImbalance ? [request.thermalImbalance] : []),
    ],
  };
}

const contrastsIn = (blocks: readonly Levels[]): number[] => blocks.map(({ contrast }) => contrast);

function deviceChanges(
  request: ComparisonRequest,
  devices: readonly string[],
  contrasts: readonly BlockContrast[][],
): DeviceChange[] {
  const cases = casesOf(request);
  const gatePs = devicePs(contrasts.map(contrastsIn));
  const byCase = cases.map((name) => contrasts.map((own) => casesIn(own, name)));
  const casePs = byCase.map((own) => devicePs(own.map(contrastsIn)));
  return devices.map((device, i): DeviceChange => {
    const rule = request.ruleOf(device);
    const own = must(contrasts[i], device);
    const inCase = (name: string, c: number): CaseChange => ({
      case: name,
      gateP: casePs[c]?.[i] ?? null,
      ...changeOf(request, [must(byCase[c]?.[i], name)], rule, 'caseMarginPercent'),
    });
    return {
      device,
      gateP: gatePs[i] ?? null,
      decides: rule.decides,
      ...changeOf(request, [own], rule, 'marginPercent'),
      // A suite of one case is that case.
      cases: cases.length > 1 ? cases.map(inCase) : [],
    };
  });
}

const casesOf = ({ cases, launches }: ComparisonRequest): string[] => [
  ...new Set([...(cases ?? []), ...launches.flatMap((launch) => Object.keys(launch.values))]),
];

/** The blocks as one case sees them. */
const casesIn = (blocks: readonly BlockContrast[], name: string): (Levels & { laterBy: number })[] =>
  blocks.flatMap(({ cases, laterBy }) => {
    const levels = cases[name];
    return levels ? [{ ...levels, laterBy }] : [];
  });

function unbalanced({ pairs }: ComparisonRequest, contrasts: readonly BlockContrast[]): string[] {
  if (pairs) return [];
  const count = contrasts.filter(({ laterBy }) => Math.abs(laterBy) > ROUNDING).length;
  if (count <= MOST_UNBALANCED_SHARE * contrasts.length) return [];
  return [`${count} of ${contrasts.length} blocks are unbalanced: drift no longer cancels in them`];
}

type Placed = Levels & { readonly laterBy: number };

/** @param devices the blocks of each device */
function changeOf(
  request: ComparisonRequest,
  devices: readonly (readonly Placed[])[],
  rule: CellRule,
  margin: 'marginPercent' | 'caseMarginPercent',
): Change {
  const contrasts = devices.map(contrastsIn);
  const blocks = contrasts.reduce((sum, own) => sum + own.length, 0);
  const [baseline, candidate] = [geometricMean(devices, 'baseline'), geometricMean(devices, 'candidate')];
  const allowedPercent =
    baseline === null ? rule[margin] : Math.max(rule[margin], (100 * rule.leastMargin) / baseline);
  const known = { baseline, candidate, blocks, allowedPercent };
  const doubts = { thermal: request.thermalImbalance ?? null, drift: driftIn(request, devices.flat()) };
  if (request.exact && blocks > 0 && contrasts.flat().every((contrast) => contrast === 0))
    // No drift is in values that are all alike.
    return doubted({ ...undecided(blocks), ...known, ...exactlyEqual() }, { ...doubts, drift: null });
  const estimate = pooledEstimate(contrasts);
  if (!estimate) return { ...undecided(blocks), ...known };
  const decision = decide(estimate, request.direction, allowedPercent);
  return doubted({ ...known, note: null, ...percentages(estimate), ...decision }, doubts);
}

/** A drift of the phone passes for a change where one build ran later than the other in most blocks. */
function driftIn({ pairs }: ComparisonRequest, blocks: readonly Placed[]): string | null {
  const later = mean(blocks.map(({ laterBy }) => laterBy)) ?? 0;
  if (pairs || Math.abs(later) <= MOST_LATER) return null;
  const size = Number(Math.abs(later).toPrecision(2));
  return `the candidate ran ${size} positions ${later > 0 ? 'later' : 'earlier'} than the baseline on average: drift cannot be separated from a change`;
}

/** Launches that were too hot prove nothing in a build's favour; launches out of balance prove nothing at all. */
function doubted(
  change: Change,
  { thermal, drift }: { thermal: string | null; drift: string | null },
): Change {
  const note = drift ?? (change.reading === 'regression' ? null : thermal);
  if (note === null) return change;
  return { ...change, reading: 'not-enough-evidence', beyondMargin: false, notWorse: false, note };
}

const exactlyEqual = (): Partial<Change> => ({
  changePercent: 0,
  ci90Percent: [0, 0],
  ci95Percent: [0, 0],
  p: 1,
  reading: 'no-change',
  notWorse: true,
  note: 'all values are equal',
});

const undecided = (blocks: number): Omit<Change, 'baseline' | 'candidate' | 'allowedPercent'> => ({
  changePercent: null,
  ci90Percent: null,
  ci95Percent: null,
  p: null,
  blocks,
  reading: 'not-enough-evidence',
  beyondMargin: false,
  notWorse: false,
  blocksNeeded: null,
  note: `${blocks} valid ${blocks === 1 ? 'block' : 'blocks'}; at least 3 are needed`,
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

/** Each device weighs the same, as in the change itself. */
function geometricMean(devices: readonly (readonly Levels[])[], build: LaunchValues['build']): number | null {
  const log = mean(devices.flatMap((blocks) => mean(blocks.map((block) => block[build])) ?? []));
  return log === null ? null : Math.exp(log);
}
