import { hostBusy, MOST_PROBE_RATIO } from '../host-fitness.ts';
import type { LaunchCheck } from './check.ts';

/** Checks that the reference did not have to share its host with other work. */
export const hostChecks: readonly LaunchCheck[] = [
  {
    code: 'host-busy',
    rule: `before and after the reference's trials the fixed work takes at most ${MOST_PROBE_RATIO} times its cold time on this host`,
    effect: 'excludes',
    find: ({ device, probes }, { manifest }) =>
      device === manifest.reference?.device.id ? hostBusy(probes) : null,
  },
];
