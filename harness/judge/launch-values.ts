import { excludedLaunches } from '../measure/caveats.ts';
import type { Measurement } from '../measure/result.ts';
import type { LaunchValues } from './contrast.ts';

/** A metric's values by launch and case, as the block contrasts want them. Soak and burst suites never mix: cases carry their suite. */
export function launchValues(measurement: Measurement, metric: string): LaunchValues[] {
  const planned = new Map(
    measurement.launches.map((launch) => [`${launch.device}/${launch.planned.id}`, launch]),
  );
  const excluded = excludedLaunches(measurement.caveats);
  const rows = new Map<string, LaunchValues & { readonly values: Record<string, number> }>();
  for (const value of measurement.values) {
    if (value.metric !== metric || value.value === null || value.value <= 0) continue;
    // The pinned build is read by the history alone.
    if (value.role !== 'baseline' && value.role !== 'candidate') continue;
    const launch = planned.get(`${value.device}/${value.launch}`);
    if (launch?.planned.kind !== 'burst' || excluded.has(`${value.device}/${value.launch}`)) continue;
    const key = `${value.device}/${value.launch}`;
    const row = rows.get(key) ?? {
      device: value.device,
      block: `${launch.planned.suite}/${launch.planned.block}`,
      position: launch.planned.position,
      build: value.role,
      values: {},
    };
    row.values[`${value.suite}/${value.case}`] = value.value;
    rows.set(key, row);
  }
  return [...rows.values()];
}
