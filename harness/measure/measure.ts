import { mad } from '../judge/statistics/mad.ts';
import { median } from '../judge/statistics/median.ts';
import type { Manifest } from '../plan/manifest.ts';
import type { EventLog } from '../protocol/read-log.ts';
import { caveatsOf } from './caveats.ts';
import { launchRecord } from './launch-record.ts';
import { metrics } from './metrics/index.ts';
import { referenceValues } from './reference-values.ts';
import type { LaunchRecord, Measurement, MetricSummary, MetricValue, QualityRecord } from './result.ts';
import { soakCurve } from './speed-series.ts';

export interface RunLogs {
  readonly harness: ReadonlyMap<string, EventLog>;
  /** Keyed `device/launch`. */
  readonly launches: ReadonlyMap<string, EventLog>;
}

/** Events → records → values → summaries; a pure function of the logs. */
export function measure(manifest: Manifest, logs: RunLogs): Measurement {
  const planned = manifest.reference ? [...manifest.sessions, manifest.reference] : manifest.sessions;
  const launches = planned.flatMap(({ device, launches: own }) =>
    own.map((launch) =>
      launchRecord(
        device.id,
        launch,
        logs.launches.get(`${device.id}/${launch.id}`),
        logs.harness.get(device.id),
      ),
    ),
  );
  // Among variants the host measures servers only, which are no reference.
  const reference = manifest.kind === 'variants' ? null : (manifest.reference?.device.id ?? null);
  const roleOf = (launch: LaunchRecord): MetricValue['role'] =>
    launch.device === reference ? 'reference' : launch.planned.role;
  const own = launches.flatMap((launch) => valuesOf(launch, roleOf(launch)));
  const values = [...own, ...referenceValues(launches, own, reference)];
  return {
    manifest,
    launches,
    values,
    summaries: summariesOf(values),
    curves: launches.flatMap((launch) => {
      const soak = launch.planned.kind === 'soak' ? soakCurve(launch) : null;
      return soak
        ? [{ device: launch.device, launch: launch.planned.id, role: launch.planned.role, ...soak }]
        : [];
    }),
    caveats: caveatsOf(manifest, launches, logs.harness),
    quality: qualityOf(logs.harness),
  };
}

function qualityOf(harness: RunLogs['harness']): QualityRecord[] {
  return [...harness.values()].flatMap((log) =>
    log.events.flatMap((event) => {
      if (event.type !== 'harness.quality') return [];
      const { v: _v, seq: _seq, t: _t, type: _type, ...record } = event;
      return [record];
    }),
  );
}

function valuesOf(launch: LaunchRecord, role: MetricValue['role']): MetricValue[] {
  const { id, suite, build } = launch.planned;
  const identity = { device: launch.device, launch: id, role, ...(build ? { build } : {}), suite };
  return metrics.flatMap((metric) =>
    metric.compute(launch).map((value) => ({ metric: metric.id, ...identity, ...value })),
  );
}

function summariesOf(values: readonly MetricValue[]): MetricSummary[] {
  const cells = new Map<string, MetricValue[]>();
  for (const value of values) {
    const key = [value.metric, value.device, value.role, value.build, value.suite, value.case].join('\u0000');
    const cell = cells.get(key);
    if (cell) cell.push(value);
    else cells.set(key, [value]);
  }
  return [...cells.values()].flatMap((cell) => (cell[0] ? [summaryOf(cell[0], cell)] : []));
}

function summaryOf(first: MetricValue, cell: readonly MetricValue[]): MetricSummary {
  const { metric, device, role, build, suite } = first;
  const numbers = cell.flatMap((value) => value.value ?? []);
  return {
    metric,
    device,
    role,
    ...(build ? { build } : {}),
    suite,
    case: first.case,
    count: numbers.length,
    median: median(numbers),
    mad: numbers.length > 1 ? mad(numbers) : null,
    minimum: numbers.length > 0 ? Math.min(...numbers) : null,
    maximum: numbers.length > 0 ? Math.max(...numbers) : null,
    reason: numbers.length > 0 ? null : (cell.find((value) => value.reason !== null)?.reason ?? null),
  };
}
