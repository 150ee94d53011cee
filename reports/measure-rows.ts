import type { MetricSummary } from '../harness/measure/metric-summary.ts';
import { metrics } from '../harness/measure/metrics/index.ts';
import { median } from '../harness/statistics/median.ts';
import { numberIn } from '../harness/words/numbers.ts';
import type { MeasureRow, ShownValue } from './report-model.ts';

/** Every metric of every phone and suite: suite by suite in the order of the register, phones below each other. */
export function measureRows(summaries: readonly MetricSummary[], devices: readonly string[]): MeasureRow[] {
  const cells = new Map<string, MetricSummary[]>();
  for (const summary of summaries) {
    const key = [summary.device, summary.suite, summary.metric, summary.role].join('\u0000');
    cells.set(key, [...(cells.get(key) ?? []), summary]);
  }
  const suites = [...new Set(summaries.map(({ suite }) => suite))];
  return suites.flatMap((suite) =>
    metrics.flatMap(({ id, name, unit }) =>
      devices.flatMap((device): MeasureRow[] => {
        const of = (role: string): MetricSummary[] =>
          cells.get([device, suite, id, role].join('\u0000')) ?? [];
        const [baseline, candidate] = [of('baseline'), of('candidate')];
        if (baseline.length === 0 && candidate.length === 0) return [];
        const shown = {
          baseline: shownValue(id, unit, baseline),
          candidate: shownValue(id, unit, candidate),
        };
        return [{ device, suite, metric: id, name, unit, ...shown }];
      }),
    ),
  );
}

/** The worst launch is what these are about: the median of "longest" over cases that had none would say something else. */
const EXTREMES = new Set(['itl_max', 'stall_count', 'stall_longest']);

/** A number with what is known of its error, a bound, or why there is none; cases are summed up by their median. */
function shownValue(metric: string, unit: string, own: readonly MetricSummary[]): ShownValue {
  const value = EXTREMES.has(metric)
    ? own.reduce<number | null>((most, { maximum }) => greater(most, maximum), null)
    : median(own.flatMap((each) => each.median ?? []));
  if (value === null) {
    const bound = own.find((each) => each.censoredAtSeconds !== null)?.censoredAtSeconds;
    if (bound !== undefined && bound !== null) return { text: `> ${numberIn('count', bound)}`, reason: null };
    const reason = own.find((each) => each.reason !== null)?.reason ?? 'not in this run';
    return { text: numberIn(unit, null), reason };
  }
  const error = own.length === 1 ? (own[0]?.plusMinus ?? null) : null;
  const text = numberIn(unit, value);
  return { text: error === null ? text : `${text} ± ${numberIn(unit, error)}`, reason: null };
}

const greater = (one: number | null, other: number | null): number | null =>
  one === null || (other !== null && other > one) ? other : one;
