import { estimateSeconds } from './estimate.ts';
import type { BuildRole, PlannedDevice, PlannedLaunch } from './manifest.ts';
import type { PlannedStep } from './planned-step.ts';
import type { Suite } from './suite.ts';

/** Which build a launch measures, and where it stands among the launches of its suite. */
interface LaunchPlace {
  readonly role: BuildRole;
  /** Id of the variant; a role names its build without. */
  readonly build?: string;
  readonly block: number;
  readonly position: number;
  /** Size of the largest model of the run: every launch of a suite is left alone equally long. */
  readonly modelBytes?: number | undefined;
}

/** One launch of a suite on a device; its id is unique within the session. */
export function planLaunch(
  suite: Suite,
  device: PlannedDevice,
  steps: PlannedStep[],
  { role, build, block, position, modelBytes }: LaunchPlace,
): PlannedLaunch {
  return {
    id: position < 0 ? `${suite.id}-${role}` : `${suite.id}-b${block}-p${position}-${build ?? role}`,
    role,
    ...(build === undefined ? {} : { build }),
    suite: suite.id,
    block,
    position,
    kind: suite.kind,
    steps,
    estimatedSeconds: estimateSeconds(steps, device.chip, modelBytes),
  };
}
