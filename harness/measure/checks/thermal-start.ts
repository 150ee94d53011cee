import { MOST_PROBE_RATIO } from '../host-fitness.ts';
import { probeRatioOf } from '../metrics/probe-ratio.ts';
import type { LaunchCheck } from './check.ts';

/** Checks that a launch begins cool by what the phone reports; a fixed wait proves nothing. */
export const thermalStartChecks: readonly LaunchCheck[] = [
  {
    code: 'hot-start',
    rule: 'a launch starts at thermal state nominal',
    effect: 'note',
    find: ({ startThermalState }) =>
      startThermalState !== null && startThermalState !== 'nominal'
        ? `started at thermal state ${startThermalState}`
        : null,
  },
  {
    code: 'warm-probe',
    rule: `the fixed micro-workload takes at most ${MOST_PROBE_RATIO} times its cold time, whatever the thermal state says`,
    effect: 'excludes',
    find(launch, { session, manifest }) {
      // The reference's host has a check of its own, which reads the state after the launch too.
      if (launch.device === manifest.reference?.device.id) return null;
      const ratio = probeRatioOf(launch, { session });
      return ratio !== null && ratio > MOST_PROBE_RATIO
        ? `the micro-workload took ${ratio.toFixed(2)} times its cold time at the start`
        : null;
    },
  },
  {
    code: 'not-cooled',
    rule: 'the cool-down gate is reached, not timed out',
    effect: 'excludes',
    find: ({ cooldown }) => (cooldown?.outcome === 'timed-out' ? 'the cool-down gate timed out' : null),
  },
  {
    code: 'no-cool-down-signal',
    rule: 'the gate sees a temperature; a wait without one is reported',
    effect: 'note',
    find: ({ cooldown }) =>
      cooldown?.outcome === 'signal-unavailable' ? 'the phone reported no temperature' : null,
  },
];
