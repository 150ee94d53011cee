import { modelLoadsOf } from '../harness/judge/model-loads.ts';
import type { Measurement } from '../harness/measure/result.ts';
import type { LoadRow } from './report-model.ts';

/** Each build's loads on each phone, suite by suite; without a known load there is no row. */
export function loadRows({ manifest, summaries }: Measurement): LoadRow[] {
  const roles = [...new Set(manifest.builds.map(({ role }) => role))];
  return manifest.sessions.flatMap(({ device, launches }) =>
    [...new Set(launches.map(({ suite }) => suite))].flatMap((suite) =>
      roles.flatMap((role): LoadRow[] => {
        const loads = modelLoadsOf(
          summaries.filter((each) => each.device === device.id && each.suite === suite && each.role === role),
        );
        const isKnown = Object.values(loads).some((own) => own !== null);
        return isKnown ? [{ device: device.id, suite, role, loads }] : [];
      }),
    ),
  );
}
