import { blockContrasts, type LaunchValues } from './contrast.ts';
import { decide, type Reading } from './decide.ts';
import { type Estimate, pooledEstimate } from './estimate.ts';

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
  readonly note: string | null;
}

export interface MetricComparison {
  readonly metric: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower';
  readonly marginPercent: number;
  readonly gating: boolean;
  readonly perDevice: readonly (Change & { readonly device: string })[];
  readonly pooled: Change;
  readonly devicesDisagree: boolean;
}

export interface ComparisonRequest {
  readonly metric: string;
  readonly name: string;
  readonly unit: string;
  readonly direction: 'higher' | 'lower';
  readonly marginPercent: number;
  readonly gating: boolean;
  readonly launches: readonly LaunchValues[];
}

const DISAGREE_BELOW = 0.05;

/** Candidate against baseline by block contrasts, on each device and over all. */
export function compareMetric(request: ComparisonRequest): MetricComparison {
  const { launches, ...definition } = request;
  const devices = [...new Set(launches.map((launch) => launch.device))].sort();
  const contrasts = devices.map((device) =>
    blockContrasts(launches.filter((launch) => launch.device === device)),
  );
  const values = contrasts.map((own) => own.map((each) => each.contrast));
  const perDevice = devices.map((device, i) => ({
    device,
    ...changeOf(
      request,
      launches.filter((launch) => launch.device === device),
      [values[i] ?? []],
    ),
  }));
  const pooled = pooledEstimate(values);
  return {
    ...definition,
    perDevice,
    pooled: changeOf(request, launches, values),
    devicesDisagree: pooled?.heterogeneityP !== null && (pooled?.heterogeneityP ?? 1) < DISAGREE_BELOW,
  };
}

function changeOf(
  request: ComparisonRequest,
  launches: readonly LaunchValues[],
  contrasts: readonly (readonly number[])[],
): Change {
  const blocks = contrasts.reduce((sum, own) => sum + own.length, 0);
  const baseline = geometricMean(launches, 'baseline');
  const candidate = geometricMean(launches, 'candidate');
  const estimate = pooledEstimate(contrasts);
  if (!estimate) return { ...undecided(blocks), baseline, candidate };
  const decision = decide(estimate, request.direction, request.marginPercent);
  return { baseline, candidate, blocks, note: null, ...percentages(estimate), ...decision };
}

const undecided = (blocks: number): Omit<Change, 'baseline' | 'candidate'> => ({
  changePercent: null,
  ci90Percent: null,
  ci95Percent: null,
  p: null,
  blocks,
  reading: 'not-enough-evidence',
  beyondMargin: false,
  blocksNeeded: null,
  note: `${blocks} valid blocks; at least 3 are needed`,
});

function percentages(estimate: Estimate) {
  const percent = (log: number): number => 100 * Math.expm1(log);
  const interval = ([low, high]: readonly [number, number]): readonly [number, number] => [
    percent(low),
    percent(high),
  ];
  return {
    changePercent: percent(estimate.shift),
    ci90Percent: interval(estimate.ci90),
    ci95Percent: interval(estimate.ci95),
    p: estimate.p,
  };
}

function geometricMean(launches: readonly LaunchValues[], build: LaunchValues['build']): number | null {
  const logs = launches
    .filter((launch) => launch.build === build)
    .flatMap((launch) => Object.values(launch.values).map(Math.log));
  return logs.length === 0 ? null : Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}
