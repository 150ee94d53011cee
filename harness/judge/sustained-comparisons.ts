import { excludedLaunches } from '../measure/caveats.ts';
import { metrics } from '../measure/metrics/index.ts';
import type { Measurement } from '../measure/result.ts';
import { type ComparisonRequest, compareMetric, type MetricComparison } from './comparison.ts';
import {
  compareOnsets,
  devicesWithDrift,
  type OnsetComparison,
  type SustainedMetric,
  type SustainedRun,
  sustainedLaunches,
  sustainedMetrics,
} from './sustained.ts';

/** What is compared of a throttle curve, and the margin where the register has none: that of the plateau, a judgement. */
const compared: Readonly<Record<SustainedMetric, number>> = {
  plateau: 4,
  work_600: 4,
  sustained_rate: 4,
  burst: 4,
  retention: 4,
};

/** Both builds in soaks: metrics of the throttle curve, and times to throttle by phone. */
export interface SustainedComparison {
  readonly comparisons: readonly MetricComparison[];
  readonly onsets: readonly (OnsetComparison & { readonly device: string })[];
}

/** The throttle curves of both builds against each other: each pair of soaks is one half-block contrast. */
export function compareSustained(measurement: Measurement): SustainedComparison {
  const runs = sustainedRuns(measurement);
  const gated = new Map(measurement.manifest.gate.map((rule) => [rule.metric, rule.marginPercent]));
  const drifting = devicesWithDrift(runs);
  const warning =
    drifting.length > 0
      ? [`an odd number of soak pairs: drift between soaks stays in on ${drifting.join(', ')}`]
      : [];
  const comparisons = metrics.flatMap((metric): MetricComparison[] => {
    if (!isCompared(metric.id) || metric.direction === 'target') return [];
    const launches = sustainedLaunches(runs, metric.id);
    if (launches.length === 0) return [];
    const request: ComparisonRequest = {
      metric: metric.id,
      name: metric.name,
      unit: metric.unit,
      direction: metric.direction,
      marginPercent: gated.get(metric.id) ?? metric.defaultMarginPercent ?? compared[metric.id],
      launches,
      gating: gated.has(metric.id),
    };
    const comparison = compareMetric(request);
    return [{ ...comparison, warnings: [...comparison.warnings, ...warning] }];
  });
  const devices = [...new Set(runs.map(({ device }) => device))];
  const onsets = devices.map((device) => ({
    device,
    ...compareOnsets(runs.filter((run) => run.device === device)),
  }));
  return { comparisons, onsets };
}

const isCompared = (id: string): id is SustainedMetric => id in compared;

/** Each half of every pair, with the values that the register gives it: a metric has one definition. */
function sustainedRuns({ curves, launches, values, caveats }: Measurement): SustainedRun[] {
  const planned = new Map(
    launches.map((launch) => [`${launch.device}/${launch.planned.id}`, launch.planned]),
  );
  const excluded = excludedLaunches(caveats);
  return curves.flatMap(({ device, launch, role, curve, loadSeconds }): SustainedRun[] => {
    const place = planned.get(`${device}/${launch}`);
    if (!place || excluded.has(`${device}/${launch}`)) return [];
    if (role !== 'baseline' && role !== 'candidate') return [];
    const own = values.filter((each) => each.device === device && each.launch === launch);
    const measured = (metric: SustainedMetric): number | null =>
      own.find((each) => each.metric === metric)?.value ?? null;
    return [
      {
        device,
        pair: `${place.suite}/${place.block}`,
        position: place.position,
        build: role,
        curve,
        loadSeconds,
        values: Object.fromEntries(sustainedMetrics.map((metric) => [metric, measured(metric)])),
      },
    ];
  });
}
