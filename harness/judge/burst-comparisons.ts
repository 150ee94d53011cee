import { metrics } from '../measure/metrics/index.ts';
import type { Measurement } from '../measure/result.ts';
import type { ComparableLaunches } from './comparable-launches.ts';
import { type ComparisonRequest, compareMetric, type MetricComparison } from './comparison.ts';

/** Charged memory is nearly the same from launch to launch: equal is equal, and 8 MB are always allowed. */
const nearlyExact: Readonly<Record<string, Pick<ComparisonRequest, 'exact' | 'leastMargin'>>> = {
  footprint_peak: { exact: true, leastMargin: 8e6 / 2 ** 20 },
};

/** Both builds in bursts: every metric that has values and a margin, in the order of the register. */
export function compareBursts(measurement: Measurement, comparable: ComparableLaunches): MetricComparison[] {
  const gated = new Map(measurement.manifest.gate.map((rule) => [rule.metric, rule.marginPercent]));
  return metrics.flatMap((metric) => {
    const launches = comparable.values(metric.id);
    const marginPercent = gated.get(metric.id) ?? metric.defaultMarginPercent;
    if (launches.length === 0 || marginPercent === null || metric.direction === 'target') return [];
    return [
      compareMetric({
        metric: metric.id,
        name: metric.name,
        unit: metric.unit,
        direction: metric.direction,
        marginPercent,
        launches,
        gating: gated.has(metric.id),
        thermalImbalance: comparable.match.imbalance,
        ...(nearlyExact[metric.id] ?? {}),
      }),
    ];
  });
}
