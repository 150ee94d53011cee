import type { Manifest } from '../experiment/manifest.ts';
import { metrics } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { Measurement } from '../measure/result.ts';
import type { MetricComparison } from './change.ts';
import type { ComparableLaunches } from './comparable-launches.ts';
import { compareMetric } from './comparison.ts';
import type { RequiredCell } from './gate-request.ts';
import { type CellRule, cellRule } from './gate-rules.ts';
import { devicesWithDrift } from './soak-pairs.ts';

/** Both builds by every metric that has a margin and values, suite by suite, in the order of the register. */
export function compareSuites(measurement: Measurement, comparable: ComparableLaunches): MetricComparison[] {
  const { manifest } = measurement;
  return metrics.flatMap((metric) =>
    suitesOf(manifest).flatMap((suite) => compareSuite(manifest, comparable, metric, suite) ?? []),
  );
}

/** In the order in which the phones run them. */
const suitesOf = ({ sessions }: Manifest): string[] => [
  ...new Set(sessions.flatMap(({ launches }) => launches.map(({ suite }) => suite))),
];

function compareSuite(
  manifest: Manifest,
  comparable: ComparableLaunches,
  metric: Metric,
  suite: string,
): MetricComparison | null {
  const { launches, cases } = comparable.values(metric, suite);
  const { id, name, unit, direction, gate } = metric;
  const general = ruleOn(manifest, metric, suite, null);
  if (launches.length === 0 || direction === 'target' || general === null) return null;
  const comparison = compareMetric({
    metric: id,
    name,
    unit,
    direction,
    suite,
    launches,
    cases,
    ruleOf: (device) => ruleOn(manifest, metric, suite, device) ?? general,
    exact: gate?.exact,
    thermalImbalance: comparable.imbalanceOf(metric),
    pairs: metric.soakOnly === true,
  });
  const drifting = metric.soakOnly ? devicesWithDrift(launches) : [];
  if (drifting.length === 0) return comparison;
  const warning = `an odd number of soak pairs: drift between soaks stays in on ${drifting.join(', ')}`;
  return { ...comparison, warnings: [...comparison.warnings, warning] };
}

/** @param device its id; null: whatever phone */
function ruleOn(
  { gate, sessions }: Manifest,
  metric: Metric,
  suite: string,
  device: string | null,
): CellRule | null {
  const deviceModel = sessions.find((session) => session.device.id === device)?.device.model ?? null;
  return cellRule(gate, metric, { suite, deviceModel });
}

/** Every metric that decides, in every suite of its kind on every phone: GO needs a proof for each. */
export function requiredCells(manifest: Manifest): RequiredCell[] {
  return manifest.sessions.flatMap(({ device, launches }) =>
    [...new Set(launches.map(({ suite }) => suite))].flatMap((suite) => {
      const kind = launches.find((launch) => launch.suite === suite)?.kind;
      return metrics
        .filter(({ soakOnly }) => kind === (soakOnly ? 'soak' : 'burst'))
        .filter((metric) => ruleOn(manifest, metric, suite, device.id)?.decides)
        .map(({ id, name }) => ({ device: device.id, suite, metric: id, name }));
    }),
  );
}
