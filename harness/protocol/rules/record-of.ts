import type { PlannedLaunch } from '../../experiment/manifest.ts';
import { launchRecord } from '../../measure/launch-record.ts';
import type { LaunchRecord } from '../../measure/result.ts';
import type { Event } from '../event.ts';
import type { PlanFile } from '../plan-file.ts';

/** The record of a log as a run would have it, were the plan the whole run. */
export function recordOf(events: readonly Event[], plan: PlanFile | null): LaunchRecord {
  const log = { events, unknown: [], gaps: [], truncated: false, otherVersions: [], problems: [] };
  return launchRecord('phone', plannedLaunch(plan), log, { harness: undefined, afterInstall: null });
}

const plannedLaunch = (plan: PlanFile | null): PlannedLaunch => ({
  id: plan?.launch ?? '',
  role: 'candidate',
  suite: '',
  block: 0,
  position: 0,
  kind: 'burst',
  steps: [...(plan?.steps ?? [])],
  estimatedSeconds: 0,
});
