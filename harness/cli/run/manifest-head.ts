import { metricsVersion } from '../../measure/metrics/index.ts';
import type { Manifest } from '../../plan/manifest.ts';
import { packageVersion } from '../package-home.ts';

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
