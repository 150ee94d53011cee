import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { BuildRole, Manifest, PlannedBuild, PlannedLaunch } from './manifest.ts';

/** The role of the build that a launch of this role runs. */
export const sideOf = (role: BuildRole): BuildRole => (role === 'conditioning' ? 'baseline' : role);

/** The build that a launch runs: by id where there are several of one role. @throws HeatsoakError `PLAN_BROKEN` */
export function buildOf(manifest: Manifest, launch: PlannedLaunch): PlannedBuild {
  const { role, build: id } = launch;
  const side = sideOf(role);
  const build = manifest.builds.find((each) => (id === undefined ? each.role === side : each.id === id));
  if (build) return build;
  throw new HeatsoakError(
    'PLAN_BROKEN',
    `launch ${launch.id} wants ${id ?? `a ${role}`}, which the run does not have`,
  );
}
