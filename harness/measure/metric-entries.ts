import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../errors/nearest.ts';
import { metrics, metricsVersion } from './metrics/index.ts';
import type { MetricEntry, Register } from './register-document.ts';

/** Every definition, without what computes it. */
export const metricEntries = (): MetricEntry[] =>
  metrics.map(({ id, name, unit, direction, formula, needs, gate, role, source, version }) => ({
    ...{ id, name, unit, direction, formula, needs: [...needs] },
    ...{ marginPercent: gate?.marginPercent ?? null, decides: gate?.decides ?? false },
    ...{ role, source, version },
  }));

/** The register of one metric alone; it names no checks. @throws HeatsoakError `METRIC_UNKNOWN` */
export function metricNamed(id: string): Register {
  const entries = metricEntries();
  const found = entries.filter((entry) => entry.id === id);
  if (found.length > 0) return { v: 1, metricsVersion, metrics: found, checks: [] };
  const near = nearestName(
    id,
    entries.map((entry) => entry.id),
  );
  throw new HeatsoakError('METRIC_UNKNOWN', `no metric "${id}"${didYouMean(near)}`, {
    hint: 'heatsoak metrics lists them all',
  });
}
