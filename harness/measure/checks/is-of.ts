import type { LaunchRecord } from '../result.ts';

/** Whether a launch is of a build that has one of these roles. */
export const isOf =
  (...roles: readonly LaunchRecord['planned']['role'][]) =>
  ({ planned }: LaunchRecord): boolean =>
    roles.includes(planned.role);
