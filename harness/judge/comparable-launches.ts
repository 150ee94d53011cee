import type { PlannedLaunch } from '../experiment/manifest.ts';
import type { Caveat } from '../measure/caveat.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { LaunchRecord, Measurement } from '../measure/result.ts';
import { type ThermalState, thermalStates } from '../protocol/event.ts';
import { greatest } from '../statistics/extremes.ts';
import { type SuiteValues, suiteValues } from './launch-values.ts';
import { type LaunchHeat, matchesTogether, matchThermally, type ThermalMatch } from './thermal-matching.ts';

interface HeatedLaunch extends LaunchHeat {
  readonly launch: string;
  readonly kind: ComparedKind;
}

/** The memory of a conversation is no matter of heat, and its speed is not compared. */
type ComparedKind = Exclude<PlannedLaunch['kind'], 'conversation'>;

/** The launches that may be compared: each block's in one thermal state, each pair's soaks from one start. */
export interface ComparableLaunches {
  readonly match: ThermalMatch<HeatedLaunch>;
  /** Why a metric of such suites proves nothing in a build's favour; else null. */
  readonly imbalanceOf: (metric: Metric) => string | null;
  /** A metric's values in a suite, of the launches that were kept. */
  readonly values: (metric: Metric, suite: string) => SuiteValues;
}

/** Drops what thermal matching drops, and keeps the record of it. */
export function comparableLaunches(measurement: Measurement): ComparableLaunches {
  const heats = measurement.launches.flatMap(heatOf);
  const of = (kind: ComparedKind) =>
    matchThermally(
      heats.filter((each) => each.kind === kind),
      kind,
    );
  const [bursts, soaks] = [of('burst'), of('soak')];
  const match = matchesTogether(bursts, soaks);
  const dropped = new Set(match.dropped.map(keyOf));
  return {
    match,
    imbalanceOf: ({ soakOnly }) => (soakOnly ? soaks : bursts).imbalance,
    values: (metric, suite) => {
      const { launches, cases } = suiteValues(measurement, metric, suite);
      return { launches: launches.filter((launch) => !dropped.has(keyOf(launch))), cases };
    },
  };
}

const keyOf = ({ device, block, position }: Pick<LaunchHeat, 'device' | 'block' | 'position'>): string =>
  `${device}\u0000${block}\u0000${position}`;

function heatOf({ device, planned, status, startThermalState, thermal }: LaunchRecord): HeatedLaunch[] {
  if (status === 'missing') return [];
  if (planned.role !== 'baseline' && planned.role !== 'candidate') return [];
  const { kind } = planned;
  if (kind === 'conversation') return [];
  const atStart = levelOf(startThermalState);
  return [
    {
      device,
      launch: planned.id,
      kind,
      block: `${planned.suite}/${planned.block}`,
      position: planned.position,
      build: planned.role,
      atStart,
      maximum: greatest([atStart, ...thermal.map(({ state }) => levelOf(state))]) ?? atStart,
    },
  ];
}

/** Minus one for a phone that reports no state: such launches are a stratum of their own. */
const levelOf = (state: ThermalState | null): number => (state === null ? -1 : thermalStates.indexOf(state));

/** What was dropped, by phone and build: if one build is dropped more often, that is a finding itself. */
export function thermalCaveats({ kept, dropped, imbalance }: ThermalMatch<HeatedLaunch>): Caveat[] {
  const devices = [...new Set(dropped.map((launch) => launch.device))].sort();
  const caveats = devices.map((device): Caveat => {
    const of = (launches: readonly HeatedLaunch[], build: LaunchHeat['build']): number =>
      launches.filter((launch) => launch.device === device && launch.build === build).length;
    const share = (build: LaunchHeat['build']): string =>
      `${of(dropped, build)} of ${of(dropped, build) + of(kept, build)} launches of the ${build}`;
    return {
      code: 'thermal-dropped',
      device,
      launch: null,
      message: `${share('baseline')} and ${share('candidate')} are not compared: another thermal state than their block`,
      invalidates: false,
      excludes: false,
    };
  });
  if (imbalance === null) return caveats;
  const finding = { code: 'thermal-imbalance', device: null, launch: null, message: imbalance };
  return [...caveats, { ...finding, invalidates: false, excludes: false }];
}
