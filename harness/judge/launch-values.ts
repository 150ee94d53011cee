import type { PlannedLaunch } from '../experiment/manifest.ts';
import { excludedLaunches } from '../measure/caveats.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { Measurement } from '../measure/result.ts';
import type { ComparedBuild, LaunchValues } from './levels.ts';

/** What a metric says of one suite: each launch's values by case, and every case that was asked. */
export interface SuiteValues {
  readonly launches: readonly LaunchValues[];
  /** Also those that no launch has a value for: missing never passes. */
  readonly cases: readonly string[];
}

/** A metric's values in one suite, launch by launch. A suite of another kind has none. */
export function suiteValues(measurement: Measurement, metric: Metric, suite: string): SuiteValues {
  const kind = metric.soakOnly ? 'soak' : 'burst';
  const planned = new Map(
    measurement.launches
      .filter((launch) => launch.planned.kind === kind)
      .map((launch) => [`${launch.device}/${launch.planned.id}`, launch.planned]),
  );
  const before = previousBuilds(measurement);
  const left = leftOut(measurement, metric);
  const rows = new Map<string, Row>();
  const cases = new Set<string>();
  for (const value of measurement.values) {
    if (value.metric !== metric.id || value.suite !== suite) continue;
    const key = `${value.device}/${value.launch}`;
    const launch = planned.get(key);
    if (!launch || !isCompared(value.role)) continue;
    cases.add(value.case);
    if (value.value === null || value.value <= 0 || left.has(key)) continue;
    const row = rows.get(key) ?? rowOf(value.device, value.role, launch, before.get(key) ?? null);
    row.values[value.case] = value.value;
    rows.set(key, row);
  }
  // A launch without any trial says so once for all cases.
  if (cases.size > 1) cases.delete('*');
  return { launches: [...rows.values()], cases: [...cases] };
}

/** The pinned build is read by the history alone, and a conditioning launch by nobody. */
const isCompared = (role: string): role is ComparedBuild => role === 'baseline' || role === 'candidate';

type Row = LaunchValues & { readonly values: Record<string, number> };

const rowOf = (
  device: string,
  build: ComparedBuild,
  { suite, block, position }: PlannedLaunch,
  previous: ComparedBuild | null,
): Row => ({ device, block: `${suite}/${block}`, position, build, previous, values: {} });

/** What each launch found on its phone: heat, caches, an install. A launch that was lost was there all the same. */
function previousBuilds({ manifest }: Measurement): ReadonlyMap<string, ComparedBuild | null> {
  const pairs = manifest.sessions.flatMap(({ device, launches }) =>
    launches.map(({ id }, i): [string, ComparedBuild | null] => {
      const role = launches[i - 1]?.role;
      if (role === 'conditioning') return [`${device.id}/${id}`, 'baseline'];
      return [`${device.id}/${id}`, role !== undefined && isCompared(role) ? role : null];
    }),
  );
  return new Map(pairs);
}

/** Launches that are not compared: excluded ones, and soaks whose curve says nothing. */
function leftOut({ caveats, curves }: Measurement, { soakOnly }: Metric): ReadonlySet<string> {
  const broken = curves.filter(({ curve }) => curve.invalid !== null);
  return new Set([
    ...excludedLaunches(caveats).keys(),
    ...(soakOnly ? broken.map(({ device, launch }) => `${device}/${launch}`) : []),
  ]);
}
