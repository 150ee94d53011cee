import type { Manifest } from '../harness/experiment/manifest.ts';
import type { LaunchRecord, Measurement } from '../harness/measure/result.ts';
import { loadWindow } from '../harness/measure/soak-window.ts';
import type { CurveRow } from './report-model.ts';

/** Every soak of every phone; of a reference only where it and the phones are real, since nothing else stands on one axis. */
export function curveRows({ curves, manifest, launches }: Measurement): CurveRow[] {
  const phones = manifest.sessions.map(({ device }) => device);
  const reference = manifest.reference?.device;
  const areReal = phones.every(({ virtual }) => !virtual) && reference?.virtual === false;
  const shown = new Set([...phones.map(({ id }) => id), ...(areReal && reference ? [reference.id] : [])]);
  const count = new Map<string, number>();
  return curves
    .filter(({ device }) => shown.has(device))
    .flatMap(({ device, launch, role, curve, speeds, loadSeconds }): CurveRow[] => {
      const own = launches.find((each) => each.device === device && each.planned.id === launch);
      if (!own) return [];
      const key = [device, own.planned.suite, role].join('\u0000');
      const turn = (count.get(key) ?? 0) + 1;
      count.set(key, turn);
      const build = own.planned.build ?? role;
      return [
        {
          ...{ device, suite: own.planned.suite, launch, title: `soak ${turn}, ${build}` },
          role: device === reference?.id ? 'reference' : role,
          ...{ speeds, loadSeconds, thermal: thermalOf(own) },
          burst: curve.burst,
          burstUnstable: curve.burstUnstable,
          plateau: curve.plateau,
          plateauReached: curve.plateauReached,
          retentionPercent: 100 * curve.retention,
          onsetSeconds: curve.onsetSeconds,
          t25Seconds: curve.t25,
        },
      ];
    });
}

/** In seconds of load, as the speeds are. */
function thermalOf(launch: LaunchRecord): CurveRow['thermal'] {
  const startUs = loadWindow(launch)?.startUs ?? 0;
  const changes = launch.thermal.map(({ tUs, state }) => ({ fromSecond: (tUs - startUs) / 1e6, state }));
  const before =
    changes.filter(({ fromSecond }) => fromSecond <= 0).at(-1)?.state ?? launch.startThermalState;
  const during = changes.filter(({ fromSecond }) => fromSecond > 0);
  return before === null ? during : [{ fromSecond: 0, state: before }, ...during];
}

/** Suites of which each build has few launches, since they take long, and how many that are. */
export function soakPairs({ sessions }: Manifest): { suite: string; pairs: number }[] {
  const launches = sessions.flatMap((session) => session.launches);
  const suites = new Set(launches.filter(({ kind }) => kind !== 'burst').map(({ suite }) => suite));
  return [...suites].map((suite) => ({
    suite,
    pairs: Math.max(
      ...sessions.map(
        (session) =>
          session.launches.filter((each) => each.suite === suite && each.role === 'candidate').length,
      ),
    ),
  }));
}
