import type { LaunchValues } from './levels.ts';

/** Drift from one soak to the next cancels only over as many AB as BA pairs; devices where it does not. */
export function devicesWithDrift(launches: readonly LaunchValues[]): string[] {
  const devices = [...new Set(launches.map(({ device }) => device))];
  return devices.filter((device) => {
    const own = launches.filter((launch) => launch.device === device);
    const first = [...new Set(own.map(({ block }) => block))].map(
      (block) =>
        own.filter((launch) => launch.block === block).sort((a, b) => a.position - b.position)[0]?.build,
    );
    return 2 * first.filter((build) => build === 'baseline').length !== first.length;
  });
}
