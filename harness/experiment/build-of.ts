import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest, PlannedBuild, PlannedLaunch } from './manifest.ts';

/** The build that a launch runs: by id where there are several of one role. @throws HeatsoakError `PLAN_BROKEN` */
export function buildOf(manifest: Manifest, launch: PlannedLaunch): PlannedBuild {
  const { role, build: id } = launch;
  const build = manifest.builds.find((each) => (id === undefined ? each.role === role : each.id === id));
  if (build) return build;
  throw new HeatsoakError(
    'PLAN_BROKEN',
    `launch ${launch.id} wants ${id ?? `a ${role}`}, which the run does not have`,
  );
}
