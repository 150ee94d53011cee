import { type BlockContrast, blockContrasts, type LaunchValues } from './contrast.ts';
import { decide, type Reading } from './decide.ts';
import { devicePs, type Estimate, pooledEstimate } from './estimate.ts';

/** How a metric changed on one device, or over all; percentages of the baseline. */
export interface Change {
  /** Geometric means over cases and launches. */
  readonly baseline: number | null;
  readonly candidate: number | null;
  readonly changePercent: number | null;
  readonly ci90Percent: readonly [number, number] | null;
  readonly ci95Percent: readonly [number, number] | null;
  readonly p: number | null;
  readonly blocks: number;
  readonly reading: Reading;
  readonly beyondMargin: boolean;
  readonly blocksNeeded: number | null;
  /** The margin that applied, per cent of the baseline. */
  readonly allowedPercent: number;
  readonly note: string | null;
}

/** Interval and p where each device keeps its own variance; printed beside the pooled ones. */
export interface UnpooledChange {
  readonly ci95Percent: readonly [number, number];
  readonly p: number;
}

/** How a metric changed on one phone. */
export interface DeviceChange extends Change {
  readonly device: string;
  /** p by the variance pooled over all phones, which the gate uses; null: only the phone's own `p` holds. */
  readonly gateP: number | null;
}

/** A metric that two builds are compared by. */
interface ComparedMetric {
  readonly metric: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower';
  /** A change within it is none. */
  readonly marginPercent: number;
  readonly gating: boolean;
}

/** What became of a metric from baseline to candidate: on each phone, and over all. */
export interface MetricComparison extends ComparedMetric {
  readonly perDevice: readonly DeviceChange[];
  readonly pooled: Change;
  readonly devicesDisagree: boolean;
  /** Where devices scatter too differently to pool their variances. */
  readonly unpooled: UnpooledChange | null;
  /** What weakens the comparison, as sentences. */
  readonly warnings: readonly string[];
}

/** One metric, and the launches of both builds that may be compared. */
export interface ComparisonRequest extends ComparedMetric {
  readonly launches: readonly LaunchValues[];
  /** In the metric's unit: the margin is never smaller than this (memory: 8 MB). */
  readonly leastMargin?: number;
  /** Values that are all equal on a device prove no change without a test (memory). */
  readonly exact?: boolean;
  /** Set where thermal matching dropped one build's launches more often: neither no change nor an improvement is proved then. */
  readonly thermalImbalance?: string | null;
}

const DISAGREE_BELOW = 0.05;
const MOST_UNBALANCED_SHARE = 0.25;

/** Candidate against baseline by block contrasts, on each device and over all. */
export function compareMetric(request: ComparisonRequest): MetricComparison {
  const { metric, name, unit, direction, marginPercent, gating, launches } = request;
  const devices = [...new Set(launches.map((launch) => launch.device))].sort();
  const contrasts = devices.map((device) =>
    blockContrasts(launches.filter((launch) => launch.device === device)),
  );
  const values = contrasts.map((own) => own.map((each) => each.contrast));
  const gatePs = devicePs(values);
  const perDevice = devices.map((device, i) => ({
    device,
    gateP: gatePs[i] ?? null,
    ...changeOf(
      request,
      launches.filter((launch) => launch.device === device),
      [values[i] ?? []],
    ),
  }));
  const pooled = pooledEstimate(values);
  return {
    metric,
    name,
    unit,
    direction,
    marginPercent,
    gating,
    perDevice,
    pooled: changeOf(request, launches, values),
    devicesDisagree: pooled?.heterogeneityP !== null && (pooled?.heterogeneityP ?? 1) < DISAGREE_BELOW,
    unpooled: pooled?.unpooled
      ? { ci95Percent: intervalPercent(pooled.unpooled.ci95), p: pooled.unpooled.p }
      : null,
    warnings: [
      ...unbalanced(contrasts.flat()),
      ...(request.thermalImbalance ? [request.thermalImbalance] : []),
    ],
  };
}

function unbalanced(contrasts: readonly BlockContrast[]): string[] {
  const count = contrasts.filter((contrast) => contrast.unbalanced).length;
  if (count <= MOST_UNBALANCED_SHARE * contrasts.length) return [];
  return [`${count} of ${contrasts.length} blocks are unbalanced: drift no longer cancels in them`];
}

function changeOf(
  request: ComparisonRequest,
  launches: readonly LaunchValues[],
  contrasts: readonly (readonly number[])[],
): Change {
  const blocks = contrasts.reduce((sum, own) => sum + own.length, 0);
  const baseline = geometricMean(launches, 'baseline');
  const candidate = geometricMean(launches, 'candidate');
  const allowedPercent = marginAt(request, baseline);
  const known = { baseline, candidate, blocks, allowedPercent };
  if (request.exact && blocks > 0 && contrasts.flat().every((contrast) => contrast === 0))
    return doubted({ ...undecided(blocks), ...known, ...exactlyEqual }, request.thermalImbalance);
  const estimate = pooledEstimate(contrasts);
  if (!estimate) return { ...undecided(blocks), ...known };
  const decision = decide(estimate, request.direction, allowedPercent);
  return doubted({ ...known, note: null, ...percentages(estimate), ...decision }, request.thermalImbalance);
}

/** Where one build was dropped as too hot more often, the launches that stayed prove nothing in its favour. */
function doubted(change: Change, imbalance: string | null | undefined): Change {
  if (!imbalance || change.reading === 'regression') return change;
  return { ...change, reading: 'not-enough-evidence', beyondMargin: false, note: imbalance };
}

/** The margin in per cent of the baseline. */
const marginAt = ({ marginPercent, leastMargin }: ComparisonRequest, baseline: number | null): number =>
  baseline === null ? marginPercent : Math.max(marginPercent, (100 * (leastMargin ?? 0)) / baseline);

const exactlyEqual = {
  changePercent: 0,
  ci90Percent: [0, 0],
  ci95Percent: [0, 0],
  p: 1,
  reading: 'no-change',
  note: 'all values are equal',
} as const;

const undecided = (blocks: number): Omit<Change, 'baseline' | 'candidate' | 'allowedPercent'> => ({
  changePercent: null,
  ci90Percent: null,
  ci95Percent: null,
  p: null,
  blocks,
  reading: 'not-enough-evidence',
  beyondMargin: false,
  blocksNeeded: null,
  note: `${blocks} valid ${blocks === 1 ? 'block' : 'blocks'}; at least 3 are needed`,
});

const percent = (log: number): number => 100 * Math.expm1(log);
const intervalPercent = ([low, high]: readonly [number, number]): readonly [number, number] => [
  percent(low),
  percent(high),
];

const percentages = (estimate: Estimate) => ({
  changePercent: percent(estimate.shift),
  ci90Percent: intervalPercent(estimate.ci90),
  ci95Percent: intervalPercent(estimate.ci95),
  p: estimate.p,
});

function geometricMean(launches: readonly LaunchValues[], build: LaunchValues['build']): number | null {
  const logs = launches
    .filter((launch) => launch.build === build)
    .flatMap((launch) => Object.values(launch.values).map(Math.log));
  return logs.length === 0 ? null : Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}
