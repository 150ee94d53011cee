import { blockPlaces } from '../../experiment/block-places.ts';
import { buildOf } from '../../experiment/build-of.ts';
import type { PlannedBuild, PlannedLaunch } from '../../experiment/manifest.ts';
import { ofBrokenBlock } from './broken-block.ts';
import { expectedSeconds } from './expected-seconds.ts';
import { remainingLaunches } from './remaining-launches.ts';
import type { SessionPlan } from './session-plan.ts';
import type { SessionState } from './state.ts';

interface OfLaunch {
  readonly launch: PlannedLaunch;
  readonly build: PlannedBuild;
}

/** A launch, and for how long nobody disturbs it: seconds of the phone's own time. */
interface Timed extends OfLaunch {
  readonly expectedSeconds: number;
}

/** The one thing that a session does next. */
export type Step =
  /** Fetches what a launch left that was under way when the journal ended; it may be running still. */
  | ({ readonly kind: 'recover'; readonly startedUs: number } & Timed)
  | ({ readonly kind: 'deploy' } & OfLaunch)
  | { readonly kind: 'cool-down'; readonly launch: PlannedLaunch }
  | ({ readonly kind: 'measure' } & Timed)
  /** The interim analysis that is due after this launch, which ends a block or half of one. */
  | { readonly kind: 'analyse'; readonly launch: PlannedLaunch }
  /** Asks, in a run that fails fast, whether the verdict is settled after this launch. */
  | { readonly kind: 'check'; readonly launch: PlannedLaunch }
  /** Gives up what a launch measured: the block that it belongs to was broken off for too long. */
  | { readonly kind: 'repeat'; readonly launch: PlannedLaunch; readonly gapSeconds: number }
  /** Tries again to fetch a log that could not be fetched when its launch ended. */
  | ({ readonly kind: 'collect' } & OfLaunch)
  | { readonly kind: 'finish' };

/** What to do next; the same for a session that goes on and for one that was killed in between. */
export function nextStep(state: SessionState, plan: SessionPlan): Step {
  const underWay = plan.planned.launches.find(({ id }) => id === state.underWay?.launch);
  if (underWay && state.underWay)
    return { kind: 'recover', startedUs: state.underWay.startedUs, ...timed(state, plan, underWay) };
  const unchecked = dueCheck(state, plan);
  if (unchecked) return { kind: 'check', launch: unchecked };
  const analysed = dueAnalysis(state, plan);
  if (analysed) return { kind: 'analyse', launch: analysed };
  const broken = ofBrokenBlock(state, plan);
  if (broken) return { kind: 'repeat', ...broken };
  const [launch] = remainingLaunches(state, plan);
  if (launch) return towards(launch, state, plan);
  const uncollected = plan.planned.launches.find(({ id }) => isWorthCollecting(state, id));
  return uncollected
    ? { kind: 'collect', launch: uncollected, build: buildOf(plan.manifest, uncollected) }
    : { kind: 'finish' };
}

/** Whether nothing is left to do: every launch has its end, and its log lies in the run folder. */
export function isComplete(state: SessionState, plan: SessionPlan): boolean {
  return (
    state.phase === 'finished' &&
    remainingLaunches(state, plan).length === 0 &&
    [...state.ended.values()].every(({ collected }) => collected)
  );
}

function towards(launch: PlannedLaunch, state: SessionState, plan: SessionPlan): Step {
  const build = buildOf(plan.manifest, launch);
  if (mustDeploy(launch, build, state, plan)) return { kind: 'deploy', launch, build };
  if (state.cooledFor !== launch.id) return { kind: 'cool-down', launch };
  return { kind: 'measure', ...timed(state, plan, launch) };
}

/**
 * Builds of different bundle ids stay side by side. Where two share one id, each launch of either is preceded by the same install:
 * else the launches after a switch alone would have cold caches and the heat of an install.
 */
function mustDeploy(
  launch: PlannedLaunch,
  build: PlannedBuild,
  state: SessionState,
  { manifest, planned }: SessionPlan,
): boolean {
  const others = planned.launches.map((each) => buildOf(manifest, each)).filter((each) => each !== build);
  if (others.some(({ bundleId }) => bundleId === build.bundleId)) return state.freshFor !== launch.id;
  return !planned.launches.some((each) => state.deployed.has(each.id) && buildOf(manifest, each) === build);
}

const timed = (state: SessionState, plan: SessionPlan, launch: PlannedLaunch): Timed => ({
  launch,
  build: buildOf(plan.manifest, launch),
  expectedSeconds: expectedSeconds(state, plan, launch),
});

const dueCheck = (state: SessionState, { manifest, planned }: SessionPlan): PlannedLaunch | undefined =>
  manifest.failFast ? planned.launches.find(({ id }) => id === state.unchecked) : undefined;

/**
 * The launch that ends the first block, or half of one where that is asked, that was not analysed, in a run that may stop early. One
 * build against itself never does: blocks that end when they agree would teach less noise than the phone has.
 */
function dueAnalysis(state: SessionState, { manifest, planned }: SessionPlan): PlannedLaunch | undefined {
  const { stopping } = manifest;
  if (!stopping || manifest.kind === 'aa') return undefined;
  const { launches } = planned;
  const places = blockPlaces(launches);
  return launches.find((launch) => {
    const { id, suite, block, position, kind } = launch;
    if (kind !== 'burst' || !state.ended.has(id) || state.stopped.has(suite)) return false;
    const blocks = places.get(id)?.over ?? null;
    if (blocks === null || state.analysed.has(`${suite}/${blocks}`)) return false;
    if (!Number.isInteger(blocks) && !(stopping.halves && blocks >= stopping.leastBlocks)) return false;
    return launches.every(
      (each) =>
        each.suite !== suite || each.block !== block || each.position > position || state.ended.has(each.id),
    );
  });
}

/** One more try in each opening: a log that cannot be fetched must not keep the session from its end. */
function isWorthCollecting(state: SessionState, id: string): boolean {
  const end = state.ended.get(id);
  return end !== undefined && !end.collected && end.collectionsTried < 1;
}
