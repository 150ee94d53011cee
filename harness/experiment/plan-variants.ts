import { createRandom, seedOf } from '../statistics/random.ts';
import { mustBeDistinct } from './distinct-suites.ts';
import type { Manifest, PlannedDevice, PlannedLaunch, PlannedSession } from './manifest.ts';
import { planLaunch } from './plan-launch.ts';
import { type Suite, stepsOfSuite } from './suite.ts';

/** What the launches of a run of variants are made of. */
export interface VariantsRequest {
  readonly devices: readonly PlannedDevice[];
  /** Ids of the builds, each measured on every device. */
  readonly builds: readonly string[];
  /** Ids of the servers, measured from the host. */
  readonly servers: readonly string[];
  readonly host: PlannedDevice;
  readonly suites: readonly Suite[];
  readonly blocks: number;
  readonly seed: number;
  /** Size of the largest model of the run. */
  readonly modelBytes?: number;
}

/**
 * Every build in every block, in an order drawn anew for each pair of blocks and turned round in its second one, so that
 * heat and drift fall on all alike. Soaks are one launch a build.
 */
export function planVariants(request: VariantsRequest): Pick<Manifest, 'sessions' | 'reference'> {
  mustBeDistinct(request.suites);
  const sessions = request.devices.map(
    (device): PlannedSession => ({
      device,
      launches: request.suites.flatMap((suite) => launchesOf(request, suite, device)),
    }),
  );
  const host = request.host;
  const launches = request.suites
    .filter((suite) => suite.kind === 'burst')
    .flatMap((suite) =>
      request.servers.map((build, position) =>
        planLaunch(suite, host, stepsOfSuite(suite), { role: 'variant', build, block: 0, position }),
      ),
    );
  return { sessions, reference: launches.length > 0 ? { device: host, launches } : null };
}

function launchesOf(request: VariantsRequest, suite: Suite, device: PlannedDevice): PlannedLaunch[] {
  const blocks = suite.kind === 'burst' ? request.blocks : 1;
  return Array.from({ length: blocks }, (_, block) => {
    const seed = seedOf(request.seed, `${device.id}/${suite.id}/${Math.floor(block / 2)}`);
    const order = createRandom(seed).shuffle(request.builds);
    if (block % 2 === 1) order.reverse();
    return order.map((build, position) =>
      planLaunch(suite, device, stepsOfSuite(suite), {
        ...{ role: 'variant', build, block, position },
        modelBytes: request.modelBytes,
      }),
    );
  }).flat();
}
