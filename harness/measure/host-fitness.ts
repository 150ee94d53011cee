import { greatest, least } from '../statistics/extremes.ts';
import type { LaunchRecord } from './result.ts';

/** Jetpack's limit; loose against margins of 2 %, until A/A nights show the probe's own noise. */
export const MOST_PROBE_RATIO = 1.1;

/**
 * How much longer the fixed work took around the reference's trials than on this host when it was idle: the worse of before and after.
 * Without a cold time the faster of the two stands in for it. Null without probes.
 */
export function hostRatio(probes: LaunchRecord['probes']): number | null {
  const durations = probes.map(({ durationUs }) => durationUs);
  const known = probes.flatMap(({ coldUs }) => coldUs ?? []);
  const cold = least([...durations, ...known]);
  const slowest = greatest(durations);
  return slowest === null || cold === null || cold <= 0 ? null : slowest / cold;
}

/** Why the host was not fit to be a reference, in one sentence; null when it was fit, or never probed. */
export function hostBusy(probes: LaunchRecord['probes']): string | null {
  const ratio = hostRatio(probes);
  if (ratio === null || ratio <= MOST_PROBE_RATIO) return null;
  return `the host was busy or hot: its fixed work took ${ratio.toFixed(2)} times its cold time (at most ${MOST_PROBE_RATIO})`;
}
