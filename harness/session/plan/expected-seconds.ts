import { buildOf } from '../../experiment/build-of.ts';
import type { PlannedLaunch } from '../../experiment/manifest.ts';
import type { SessionPlan } from './session-plan.ts';
import type { SessionState } from './state.ts';

/** Launches of one build differ by up to 15 % from session to session. */
const SLACK = 1.25;
/** The app starts before its agent's clock does. */
const START_SECONDS = 15;

/**
 * Seconds that a launch will take at most. The first launch of a build and suite has only its estimate; later ones are
 * expected to take what the longest one took. A soak is never expected to be shorter than planned: its recovery may be
 * short in one launch and long in the next.
 */
export function expectedSeconds(
  state: SessionState,
  { manifest, planned }: SessionPlan,
  launch: PlannedLaunch,
): number {
  const build = buildOf(manifest, launch);
  const took = planned.launches
    .filter((each) => each.suite === launch.suite && buildOf(manifest, each) === build)
    .flatMap(({ id }) => finishedSeconds(state, id) ?? []);
  if (took.length === 0) return launch.estimatedSeconds;
  const learned = Math.max(...took) * SLACK + START_SECONDS;
  return launch.kind === 'soak' ? Math.max(learned, launch.estimatedSeconds) : learned;
}

function finishedSeconds(state: SessionState, id: string): number | null {
  const end = state.ended.get(id);
  return end?.outcome === 'finished' ? end.agentSeconds : null;
}
