import type { PlannedLaunch } from '../../experiment/manifest.ts';
import type { SessionPlan } from './session-plan.ts';
import type { SessionState } from './state.ts';

/** Launches without an end that are not left out, in the order of the plan; a suite that was stopped has none left. */
export function remainingLaunches(state: SessionState, { planned }: SessionPlan): PlannedLaunch[] {
  return planned.launches.filter(
    ({ id, suite }) => !state.ended.has(id) && !state.stopped.has(suite) && !state.skipped.has(id),
  );
}
