import { excludedLaunches } from '../measure/caveats.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { Measurement } from '../measure/result.ts';
import type { LaunchValues } from './contrast.ts';

/** What a metric says of one suite: each launch's values by case, and every case that was asked. */
export interface SuiteValues {
  readonly launches: readonly LaunchValues[];
  /** Also those that no launch has a value for: missing never passes. */
  readonly cases: readonly string[];
}

/** A metric's values in one suite, as the block contrasts want them. A suite of another kind has none. */
export function suiteValues(measurement: Measurement, metric: Metric, suite: string): SuiteValues {
  const kind = metric.soakOnly ? 'soak' : 'burst';
  const planned = new Map(
    measurement.launches.map((launch) => [`${launch.device}/${launch.planned.id}`, launch.planned]),
  );
  const left = leftOut(measurement, metric);
  const rows = new Map<string, LaunchValues & { readonly values: Record<string, number> }>();
  const cases = new Set<string>();
  for (const value of measurement.values) {
    if (value.metric !== metric.id || value.suite !== suite) continue;
    // The pinned build is read by the history alone.
    if (value.role !== 'baseline' && value.role !== 'candidate') continue;
    const key = `${value.device}/${value.launch}`;
    const launch = planned.get(key);
    if (launch?.kind !== kind) continue;
    cases.add(value.case);
    if (value.value === null || value.value <= 0 || left.has(key)) continue;
    const { block, position } = launch;
    const row = rows.get(key) ?? {
      device: value.device,
      block: `${suite}/${block}`,
      position,
      build: value.role,
      values: {},
    };
    row.values[value.case] = value.value;
    rows.set(key, row);
  }
  // A launch without any trial says so once for all cases.
  if (cases.size > 1) cases.delete('*');
  return { launches: [...rows.values()], cases: [...cases] };
}

/** Launches that are not compared: excluded ones, and soaks whose curve says nothing. */
function leftOut({ caveats, curves }: Measurement, { soakOnly }: Metric): ReadonlySet<string> {
  const broken = curves.filter(({ curve }) => curve.invalid !== null);
  return new Set([
    ...excludedLaunches(caveats).keys(),
    ...(soakOnly ? broken.map(({ device, launch }) => `${device}/${launch}`) : []),
  ]);
}
