import type { PlannedDevice, PlannedLaunch } from '../experiment/manifest.ts';
import type { Derived } from '../judge/derive.ts';
import { launchLevel } from '../judge/launch-level.ts';
import { type NightLaunch, nightValue } from '../judge/nightly/night-value.ts';
import { promptSetOf } from '../judge/prompt-set.ts';
import { excludedLaunches } from '../measure/caveats.ts';
import { metrics } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { LaunchRecord, Measurement } from '../measure/result.ts';
import { mean, variance } from '../statistics/mean.ts';
import { studentQuantile } from '../statistics/student-t.ts';
import { trimmedMean } from '../statistics/trimmed-mean.ts';
import type { EpochFacts, Night, NightCell } from './night.ts';
import { nightEvents } from './night-events.ts';

/** A launch with the logs of one metric, by case. */
interface Valued {
  readonly launch: LaunchRecord;
  readonly logs: ReadonlyMap<string, number>;
}

/** A run as the history sees it. */
export function nightOfRun({ measurement, verdict }: Pick<Derived, 'measurement' | 'verdict'>): Night {
  const { manifest } = measurement;
  const watched = metrics.filter(
    (metric) => ['gate', 'dashboard'].includes(metric.role) && metric.direction !== 'target',
  );
  const byKey = logsByLaunch(measurement);
  return {
    v: 1,
    run: manifest.run,
    at: manifest.startedAt,
    kind: manifest.kind ?? 'ab',
    virtual: manifest.sessions.some(({ device }) => device.virtual),
    metricsVersion: manifest.metricsVersion,
    verdict: verdict.verdict,
    headline: verdict.headline,
    events: nightEvents(measurement.caveats),
    builds: manifest.builds.map(({ role, name, version, app, commit }) => ({
      ...{ role, name, version, app: app.sha256 },
      ...(commit === undefined ? {} : { commit }),
    })),
    devices: manifest.sessions.map(({ device }) => ({ id: device.id, name: device.name, os: device.os })),
    cells: manifest.sessions.flatMap(({ device }) =>
      manifest.suites.flatMap((suite) =>
        watched.flatMap((metric) => cellOf(measurement, byKey, { device, suite, metric }) ?? []),
      ),
    ),
  };
}

type LogsByLaunch = ReadonlyMap<string, ReadonlyMap<string, number>>;
const keyOf = (device: string, launch: string, metric: string): string =>
  `${device}\u0000${launch}\u0000${metric}`;

/** Of the launches that count: what a run leaves out of its own statistics is no part of its night. */
function logsByLaunch({ values, caveats }: Measurement): LogsByLaunch {
  const found = new Map<string, Map<string, number>>();
  const excluded = excludedLaunches(caveats);
  for (const { device, launch, metric, case: name, value } of values) {
    if (value === null || !(value > 0) || excluded.has(`${device}/${launch}`)) continue;
    const key = keyOf(device, launch, metric);
    const own = found.get(key) ?? new Map<string, number>();
    own.set(name, Math.log(value));
    found.set(key, own);
  }
  return found;
}

interface Cell {
  readonly device: PlannedDevice;
  readonly suite: string;
  readonly metric: Metric;
}

/** Null for a metric that the suite never has. */
function cellOf(measurement: Measurement, byKey: LogsByLaunch, cell: Cell): NightCell | null {
  const { device, suite, metric } = cell;
  const launches = measurement.launches.filter(
    (launch) => launch.device === device.id && launch.planned.suite === suite,
  );
  const valued = launches.flatMap((launch): Valued[] => {
    const logs = byKey.get(keyOf(device.id, launch.planned.id, metric.id));
    return logs ? [{ launch, logs }] : [];
  });
  const gone = measurement.caveats.find(
    (caveat) => caveat.invalidates && (caveat.device === null || caveat.device === device.id),
  );
  if (valued.length === 0 && !gone) return null;
  const sound = valued.filter(({ launch }) => startedCool(launch) && launch.status === 'complete');
  const ends = launches
    .filter((launch) => launch.planned.role === 'pinned')
    .map(({ planned }) => planned.block);
  const numbers = gone ? noNumbers(gone.message) : numbersOf(sound, ends);
  return {
    device: device.id,
    suite,
    kind: launches[0]?.planned.kind ?? 'burst',
    metric: metric.id,
    ...numbers,
    facts: factsOf(measurement, device, launches),
  };
}

type Numbers = Omit<NightCell, 'device' | 'suite' | 'kind' | 'metric' | 'facts'>;

const noNumbers = (reason: string): Numbers => ({
  paired: null,
  plain: null,
  control: null,
  halfWidth: null,
  launches: 0,
  reason,
});

/** Nights are compared from one thermal stratum; a phone that reports no state is a stratum of its own. */
const startedCool = ({ startThermalState: state }: LaunchRecord): boolean =>
  state === null || state === 'nominal';

/** @param ends the block of every pinned launch that was planned */
function numbersOf(valued: readonly Valued[], ends: readonly number[]): Numbers {
  const candidates = valued.filter(({ launch }) => launch.planned.role === 'candidate');
  const cases = [...new Set(candidates.flatMap(({ logs }) => [...logs.keys()]))].sort();
  const all = candidates.flatMap(({ launch, logs }): NightLaunch[] => {
    const level = launchLevel(logs, cases);
    if (level === null) return [];
    return [{ candidate: Math.exp(level), reference: pinnedLevel(valued, launch.planned, cases, ends) }];
  });
  if (all.length === 0) return noNumbers('no complete launch of the candidate that started nominal');
  const beside = all.filter((each) => each.reference !== null);
  const launches = beside.length > 0 ? beside : all;
  const value = nightValue(launches);
  const plain = nightValue(launches.map((each) => ({ ...each, reference: null })));
  const pinned = launches.map((each) => each.reference);
  return {
    paired: value?.paired ? value.log : null,
    plain: plain?.log ?? null,
    control: value?.paired ? trimmedMean(pinned.map((level) => Math.log(level ?? 1))) : null,
    halfWidth: halfWidthOf(
      launches.map(
        ({ candidate, reference }) => Math.log(candidate) - (value?.paired ? Math.log(reference ?? 1) : 0),
      ),
    ),
    launches: launches.length,
    reason: null,
  };
}

/** The level of the pinned build in the launch's own block; null unless all its ends are there, or a drift would stay in. */
function pinnedLevel(
  valued: readonly Valued[],
  { block }: PlannedLaunch,
  cases: readonly string[],
  ends: readonly number[],
): number | null {
  const levels = valued.flatMap(({ launch: { planned }, logs }) =>
    planned.role === 'pinned' && planned.block === block ? (launchLevel(logs, cases) ?? []) : [],
  );
  if (levels.length < ends.filter((each) => each === block).length) return null;
  const level = mean(levels);
  return level === null ? null : Math.exp(level);
}

function halfWidthOf(logs: readonly number[]): number | null {
  const spread = variance(logs);
  if (spread === null || logs.length < 3) return null;
  return studentQuantile(0.975, logs.length - 1) * Math.sqrt(spread / logs.length);
}

function factsOf(
  { manifest }: Measurement,
  device: PlannedDevice,
  launches: readonly LaunchRecord[],
): EpochFacts {
  const seen = launches.find((launch) => launch.planned.role === 'candidate' && launch.load !== null);
  const build = manifest.builds.find((each) => each.role === 'candidate');
  const engine = seen?.load ? `${seen.load.engine} ${seen.load.engineVersion} on ${seen.load.backend}` : null;
  return {
    osBuild: seen?.agent?.osBuild ?? null,
    engine: engine && build ? `${engine}, ${settingsText(build.engine)}` : engine,
    model: build?.model.sha256 ?? '',
    promptSet: promptSetOf(launches.map((launch) => launch.planned)),
    phone: device.udid ?? device.model,
    metricsVersion: manifest.metricsVersion,
  };
}

const settingsText = (settings: Readonly<Record<string, unknown>>): string =>
  Object.entries(settings)
    .filter(([name]) => name !== 'name')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
