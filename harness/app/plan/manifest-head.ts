import { randomBytes } from 'node:crypto';
import type { Manifest } from '../../experiment/manifest.ts';
import { packageVersion } from '../../files/package-home.ts';
import { metricsVersion } from '../../measure/metrics/index.ts';

const SUFFIX_BYTES = 3;

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

/** Sortable, readable by a person, and of no other run that starts in the same second: `2026-11-22T03-00-00Z-3f9c1a`. */
export function runId(startedAt: Date): string {
  const time = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return `${time}-${randomBytes(SUFFIX_BYTES).toString('hex')}`;
}
