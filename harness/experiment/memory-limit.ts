import { INCREASED_MEMORY_LIMIT } from '../protocol/entitlements.ts';
import type { PlannedBuild, PlannedDevice } from './manifest.ts';

const MIB = 2 ** 20;

/** Memory at which a phone kills an app of this build, bytes: by what the build is signed with. Null where the lab does not know it. */
export function memoryLimitBytes(
  device: Pick<PlannedDevice, 'memoryLimitMiB'> | undefined,
  build: Pick<PlannedBuild, 'entitlements'> | undefined,
): number | null {
  const isEntitled = build?.entitlements?.includes(INCREASED_MEMORY_LIMIT) ?? false;
  const mib = device?.memoryLimitMiB?.[isEntitled ? 'entitled' : 'standard'];
  return mib === undefined ? null : mib * MIB;
}
