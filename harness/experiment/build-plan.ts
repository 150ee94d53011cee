import { createRandom, seedOf } from '../statistics/random.ts';
import { mustBeDistinct } from './distinct-suites.ts';
import type { BuildRole, Manifest, PlannedDevice, PlannedLaunch, PlannedSession } from './manifest.ts';
import { planLaunch } from './plan-launch.ts';
import { type Suite, stepsOfSuite } from './suite.ts';

/** What the launches of an A/B run are made of. */
export interface PlanRequest {
  readonly devices: readonly PlannedDevice[];
  readonly hasBaseline: boolean;
  /** A third build that only the history reads, measured at both ends of each block. */
  readonly hasPinned?: boolean;
  readonly suites: readonly Suite[];
  readonly blocks: number;
  /** A launch of the baseline goes before each burst suite, and is not compared: the first compared one then finds the phone as the others do. */
  readonly conditioned?: boolean;
  /** Soaks of each build on each phone; one if not given. */
  readonly soakPairs?: number;
  readonly seed: number;
  readonly referenceDevice: PlannedDevice | null;
  /** Size of the largest model of the run. */
  readonly modelBytes?: number;
}

/**
 * Launches of every session, in order. Burst suites come in blocks of four: A B B A, then B A A B twice, A B B A
 * twice, and so on. A linear drift cancels in each block, a slow curve over four of them, and each build is preceded by each nearly equally often,
 * so that what a launch leaves behind is not taken for the build after it.
 * Soaks come in pairs, A B and B A by turns, and the first pair turns from phone to phone. Case order is shuffled a block, equal
 * within it. A pinned build stands at both ends (docs/decisions/0018): the middle is the same, and its own drift cancels too.
 */
export function planRun(request: PlanRequest): Pick<Manifest, 'sessions' | 'reference'> {
  mustBeDistinct(request.suites);
  const sessions = request.devices.map((device, index): PlannedSession => {
    const launches = request.suites.flatMap((suite) =>
      suite.kind === 'burst'
        ? burstLaunches(request, suite, device)
        : soakLaunches(request, suite, device, index),
    );
    return { device, launches };
  });
  return { sessions, reference: referenceOf(request) };
}

const placed = ({ modelBytes }: PlanRequest) => ({ modelBytes });

const FORWARD: readonly BuildRole[] = ['baseline', 'candidate', 'candidate', 'baseline'];
const BACKWARD: readonly BuildRole[] = ['candidate', 'baseline', 'baseline', 'candidate'];
/** Without a baseline a block is two launches of the candidate. */
const ALONE: readonly BuildRole[] = ['candidate', 'candidate'];

function burstLaunches(request: PlanRequest, suite: Suite, device: PlannedDevice): PlannedLaunch[] {
  const place = { ...placed(request), role: 'conditioning', block: 0, position: -1 } as const;
  const before = planLaunch(suite, device, stepsOfSuite(suite), place);
  return [...(request.conditioned ? [before] : []), ...burstBlocks(request, suite, device)];
}

function burstBlocks(request: PlanRequest, suite: Suite, device: PlannedDevice): PlannedLaunch[] {
  return Array.from({ length: request.blocks }, (_, block) => {
    const random = createRandom(seedOf(request.seed, `${device.id}/${suite.id}/${block}`));
    const steps = random.shuffle(stepsOfSuite(suite));
    return burstOrder(request, block).map((role, position) =>
      planLaunch(suite, device, steps, { ...placed(request), role, block, position }),
    );
  }).flat();
}

/** One block of an order, two of the other, two of the first, and so on: neither follows itself more often than the other. */
export const isForward = (block: number): boolean => Math.floor((block + 1) / 2) % 2 === 0;

function burstOrder({ hasBaseline, hasPinned }: PlanRequest, block: number): readonly BuildRole[] {
  const order = hasBaseline ? (isForward(block) ? FORWARD : BACKWARD) : ALONE;
  return hasPinned ? ['pinned', ...order, 'pinned'] : order;
}

function soakLaunches(
  request: PlanRequest,
  suite: Suite,
  device: PlannedDevice,
  index: number,
): PlannedLaunch[] {
  return Array.from({ length: request.soakPairs ?? 1 }, (_, pair) =>
    soakOrder(request, index + pair).map((role, position) =>
      planLaunch(suite, device, stepsOfSuite(suite), { ...placed(request), role, block: pair, position }),
    ),
  ).flat();
}

function soakOrder({ hasBaseline, hasPinned }: PlanRequest, turn: number): BuildRole[] {
  const pair: BuildRole[] = turn % 2 === 0 ? ['baseline', 'candidate'] : ['candidate', 'baseline'];
  const order: BuildRole[] = hasBaseline ? pair : ['candidate'];
  return hasPinned ? [...order, 'pinned'] : order;
}

/** One launch a burst suite on the host: it shows ratios and checks tokens; it never decides about speed. */
function referenceOf(request: PlanRequest): Manifest['reference'] {
  const device = request.referenceDevice;
  if (!device) return null;
  const launches = request.suites
    .filter((suite) => suite.kind === 'burst')
    .map((suite) => ({
      ...planLaunch(suite, device, stepsOfSuite(suite), {
        ...placed(request),
        role: 'candidate',
        block: 0,
        position: 0,
      }),
      id: `reference-${suite.id}`,
    }));
  return { device, launches };
}
