import type { Manifest } from '../experiment/manifest.ts';
import { piecesIn } from '../experiment/pieces-in.ts';
import type { Journal } from '../experiment/read-journal.ts';
import type { EventLog } from '../protocol/read-log.ts';
import { caveatsOf, excludedLaunches } from './caveats.ts';
import { launchRecord } from './launch-record.ts';
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
