import type { Manifest, PlannedSession } from '../experiment/manifest.ts';
import { piecesIn } from '../experiment/pieces-in.ts';

import type { Journal } from '../experiment/read-journal.ts';
import type { EventLog } from '../protocol/read-log.ts';
import { caveatsOf, excludedLaunches } from './caveats.ts';
import { launchRecord } from './launch-record.ts';
import { type AfterInstall, launchesAfterInstall } from './load-regime.ts';
import { metrics } from './metrics/index.ts';
import type { MeasureContext } from './metrics/metric.ts';
import type { LaunchRecord, Measurement, MetricValue, QualityRecord } from './result.ts';
import { soakCurve } from './speed-series.ts';
import { summariesOf } from './summaries.ts';

/** Logs that were read; the harness's are keyed by device. */
export interface RunLogs {
  readonly harness: ReadonlyMap<string, Journal>;
  /** Keyed `device/launch`. */
  readonly launches: ReadonlyMap<string, EventLog>;
}

/** Events → records → values → summaries; a pure function of the logs. */
export function measure(manifest: Manifest, logs: RunLogs): Measurement {
  const host = manifest.reference;
  const launches = [
    ...manifest.sessions.flatMap((session) => launchRecords(session, logs, installsOf(session, logs))),
    // Nothing is installed on a host.
    ...(host ? launchRecords(host, logs, () => 'later') : []),
  ];
  // Among variants the host measures servers only, which are no reference.
  const reference = manifest.kind === 'variants' ? null : (manifest.reference?.device.id ?? null);
  const roleOf = (launch: LaunchRecord): MetricValue['role'] =>
    launch.device === reference ? 'reference' : launch.planned.role;
  const onHost = launches.filter((launch) => launch.device === reference);
  const values = launches.flatMap((launch) => {
    const session = launches.filter((each) => each.device === launch.device);
    return valuesOf(launch, roleOf(launch), { session, reference: onHost });
  });
  const caveats = caveatsOf(manifest, launches, logs.harness);
  return {
    manifest,
    launches,
    values,
    summaries: summariesOf(values, excludedLaunches(caveats)),
    curves: launches.flatMap((launch) => {
      const soak = launch.planned.kind === 'soak' ? soakCurve(launch) : null;
      return soak
        ? [{ device: launch.device, launch: launch.planned.id, role: launch.planned.role, ...soak }]
        : [];
    }),
    caveats,
    quality: qualityOf(logs.harness),
    pieces: piecesIn([...logs.harness.values()].flatMap(({ events }) => events)),
  };
}

function launchRecords(
  { device, launches }: PlannedSession,
  logs: RunLogs,
  afterInstall: (launch: string) => AfterInstall,
): LaunchRecord[] {
  const harness = logs.harness.get(device.id);
  return launches.map((launch) =>
    launchRecord(device.id, launch, logs.launches.get(`${device.id}/${launch.id}`), {
      harness,
      afterInstall: afterInstall(launch.id),
    }),
  );
}

function installsOf(
  { device }: PlannedSession,
  { harness, launches }: RunLogs,
): (launch: string) => AfterInstall {
  const found = launchesAfterInstall(
    harness.get(device.id)?.events ?? [],
    (launch) =>
      launches.get(`${device.id}/${launch}`)?.events.some(({ type }) => type === 'model.loaded') ?? null,
  );
  return (launch) => found.get(launch) ?? null;
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

function valuesOf(launch: LaunchRecord, role: MetricValue['role'], context: MeasureContext): MetricValue[] {
  const { id, suite, build } = launch.planned;
  const identity = { device: launch.device, launch: id, role, ...(build ? { build } : {}), suite };
  return metrics.flatMap((metric) =>
    metric.compute(launch, context).map((value) => ({ metric: metric.id, ...identity, ...value })),
  );
}
