import type { MetricSummary } from '../harness/measure/metric-summary.ts';
import { metrics } from '../harness/measure/metrics/index.ts';
import { median } from '../harness/statistics/median.ts';
import type { MeasureRow } from './report-model.ts';
import { digits } from './shared/html.ts';

/** Every metric of every phone and suite, in the order of the register; cases are summed up by their median. */
export function measureRows(summaries: readonly MetricSummary[], devices: readonly string[]): MeasureRow[] {
  const cells = new Map<string, MetricSummary[]>();
  for (const summary of summaries) {
    const key = [summary.device, summary.suite, summary.metric, summary.role].join('\u0000');
    cells.set(key, [...(cells.get(key) ?? []), summary]);
  }
  const suites = [...new Set(summaries.map(({ suite }) => suite))];
  return devices.flatMap((device) =>
    suites.flatMap((suite) =>
      metrics.flatMap(({ id, name, unit }): MeasureRow[] => {
        const of = (role: string): MetricSummary[] =>
          cells.get([device, suite, id, role].join('\u0000')) ?? [];
        const [baseline, candidate] = [of('baseline'), of('candidate')];
        if (baseline.length === 0 && candidate.length === 0) return [];
        return [{ device, suite, name, unit, baseline: shown(baseline), candidate: shown(candidate) }];
      }),
    ),
  );
}

/** A number with what is known of its error, a bound, or why there is none. */
function shown(own: readonly MetricSummary[]): string {
  const value = median(own.flatMap((each) => each.median ?? []));
  if (value === null) {
    const bound = own.find((each) => each.censoredAtSeconds !== null)?.censoredAtSeconds;
    if (bound !== undefined && bound !== null) return `> ${bound}`;
    return `– (${own.find((each) => each.reason !== null)?.reason ?? 'not in this run'})`;
  }
  const error = own.length === 1 ? (own[0]?.plusMinus ?? null) : null;
  return error === null ? digits(value) : `${digits(value)} ± ${digits(error)}`;
}
