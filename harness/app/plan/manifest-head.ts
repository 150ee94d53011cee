import type { Manifest } from '../../experiment/manifest.ts';
import { packageVersion } from '../../files/package-home.ts';
import { metricsVersion } from '../../measure/metrics/index.ts';

/** What every manifest begins with: which run, when, and by which versions. */
export const manifestHead = (
  startedAt: Date,
): Pick<Manifest, 'v' | 'run' | 'startedAt' | 'heatsoak' | 'metricsVersion'> => ({
  v: 1,
  run: runId(startedAt),
  startedAt: startedAt.toISOString(),
  heatsoak: packageVersion,
  metricsVersion,
});

/** Sortable, and readable by a person: `2026-11-22T03-00-00Z`. */
export function runId(startedAt: Date): string {
  return startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
}
