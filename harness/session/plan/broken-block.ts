import type { PlannedLaunch } from '../../experiment/manifest.ts';
import { remainingLaunches } from './remaining-launches.ts';
import type { SessionPlan } from './session-plan.ts';
import type { EndedLaunch, SessionState } from './state.ts';

/** A launch that is to be measured again, and for how long its block was broken off, s. */
export interface OfBrokenBlock {
  readonly launch: PlannedLaunch;
  readonly gapSeconds: number;
}

/**
 * A launch with an end in a block that was broken off for longer than a cool-down may take: the phone is another by then,
 * warmed or rested by something else, and launches before and after the gap are no pair. Null where no block is so.
 * A block in which an app died stays: what it shows is no matter of speed, and must not be measured away.
 */
export function ofBrokenBlock(state: SessionState, plan: SessionPlan): OfBrokenBlock | null {
  const limit = plan.cooldown?.limitSeconds;
  if (limit === undefined) return null;
  for (const { suite, block } of remainingLaunches(state, plan)) {
    const ended = plan.planned.launches.flatMap((launch) => {
      const end = state.ended.get(launch.id);
      return launch.suite === suite && launch.block === block && end ? [{ launch, end }] : [];
    });
    const [first] = ended;
    const gapSeconds = gapBefore(
      state,
      ended.map(({ end }) => end),
    );
    if (first && gapSeconds > limit) return { launch: first.launch, gapSeconds };
  }
  return null;
}

function gapBefore({ openedUs }: SessionState, ended: readonly EndedLaunch[]): number {
  if (ended.length === 0 || ended.some(({ outcome }) => outcome !== 'finished')) return 0;
  return (openedUs - Math.max(...ended.map(({ endedUs }) => endedUs))) / 1e6;
}
