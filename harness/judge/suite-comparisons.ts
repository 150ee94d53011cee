import type { Manifest } from '../experiment/manifest.ts';
import { metrics } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { Measurement } from '../measure/result.ts';
import { type Certainty, certaintyOfRule, ONE_ANALYSIS } from './certainty.ts';
import type { MetricComparison } from './change.ts';
import type { ComparableLaunches } from './comparable-launches.ts';
import { compareMetric } from './comparison.ts';
import type { NoisePrior } from './estimate.ts';
import { type CellRule, cellRule } from './gate-rules.ts';
import type { SuiteValues } from './launch-values.ts';
import { devicesWithDrift } from './soak-pairs.ts';
import { datedWaivers, isWaived } from './waivers.ts';

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
  return compareCell({
    ...{ metric, suite },
    ...comparable.values(metric, suite),
    ruleOf: (device) => ruleOn(manifest, metric, suite, device),
    thermalImbalance: comparable.imbalanceOf(metric),
    certainty: certaintyOfRule(manifest.stopping),
    priorOf: (device) => plannedPrior(manifest, device, metric),
  });
}

/** What A/A nights taught before the run was planned; it stands in the plan, and nothing that is learned later changes it. */
export function plannedPrior({ power }: Manifest, device: string, { id }: Metric): NoisePrior | null {
  const planned = power?.find((each) => each.device === device && each.metric === id);
  if (planned?.noiseDf === undefined) return null;
  return { variance: planned.noise ** 2, df: planned.noiseDf };
}

/** What a comparison must know of a metric. */
export type ComparedMetric = Pick<Metric, 'id' | 'name' | 'unit' | 'direction' | 'gate' | 'soakOnly'>;

/** A metric's values in one suite, and how they are judged. */
export interface ComparedCell extends SuiteValues {
  readonly metric: ComparedMetric;
  readonly suite: string;
  /** By device; null as device: over all of them; null as answer: without a margin. */
  readonly ruleOf: (device: string | null) => CellRule | null;
  readonly thermalImbalance?: string | null;
  readonly certainty?: Certainty;
  readonly priorOf?: (device: string) => NoisePrior | null;
}

/** Both builds by one metric in one suite; null where it has no values, or no margin to judge them by. */
export function compareCell(cell: ComparedCell): MetricComparison | null {
  const { metric, suite, launches, cases, ruleOf } = cell;
  const { id, name, unit, direction, gate } = metric;
  const general = ruleOf(null);
  if (launches.length === 0 || direction === 'target' || general === null) return null;
  const comparison = compareMetric({
    metric: id,
    name,
    unit,
    direction,
    suite,
    launches,
    cases,
    ruleOf: (device) => ruleOf(device) ?? general,
    exact: gate?.exact,
    thermalImbalance: cell.thermalImbalance ?? null,
    pairs: metric.soakOnly === true,
    ...(cell.certainty ? { certainty: metric.soakOnly ? ONE_ANALYSIS : cell.certainty } : {}),
    ...(cell.priorOf && !metric.soakOnly ? { priorOf: cell.priorOf } : {}),
  });
  const drifting = metric.soakOnly ? devicesWithDrift(launches) : [];
  if (drifting.length === 0) return comparison;
  const warning = `an odd number of soak pairs: drift between soaks stays in on ${drifting.join(', ')}`;
  return { ...comparison, warnings: [...comparison.warnings, warning] };
}

/** @param id of the phone; null: whatever phone */
function ruleOn(manifest: Manifest, metric: Metric, suite: string, id: string | null): CellRule | null {
  const device = manifest.sessions.find((session) => session.device.id === id)?.device;
  const rule = cellRule(manifest.gate, metric, { suite, deviceModel: device?.model ?? null });
  const waived =
    device !== undefined && isWaived(datedWaivers(manifest), { metric: metric.id, suite, device });
  return rule && waived ? { ...rule, decides: false } : rule;
}
