import type { ColdProbe } from '../lab/cold-probe.ts';
import { hostBusy, hostRatio } from '../measure/host-fitness.ts';
import type { Event } from '../protocol/event.ts';
import { least } from '../statistics/extremes.ts';

/** How the host was around the trials; the fastest probe so far becomes its cold time. */
export async function referenceHost(events: readonly Event[], cold: ColdProbe) {
  const probes = events.flatMap((event) =>
    event.type === 'probe' ? [{ at: event.at, durationUs: event.durationUs, coldUs: event.coldUs }] : [],
  );
  const environment = events.flatMap((event) => (event.type === 'environment' ? [event] : []));
  const fastest = least(probes.map(({ durationUs }) => durationUs));
  if (fastest !== null) await cold.keep(fastest);
  const busy = hostBusy(probes);
  return {
    host: {
      probeRatio: hostRatio(probes),
      load: environment.map(({ at, loadAverage }) => ({ at, loadAverage: loadAverage ?? null })),
      thermalState: environment.at(-1)?.thermalState ?? null,
      cpuFrequencyRatio: environment.at(-1)?.cpuFrequencyRatio ?? null,
    },
    /** With one of these caveats the rows cannot serve as a reference. */
    caveats: busy === null ? [] : [{ code: 'host-busy', message: busy }],
  };
}
