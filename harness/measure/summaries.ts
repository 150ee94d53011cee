import { mad } from '../statistics/mad.ts';
import { median } from '../statistics/median.ts';
import type { MetricSummary } from './metric-summary.ts';
import type { MetricValue } from './result.ts';

/**
 * One summary a metric, device, build, suite and case. Values of excluded launches are left out, cells that have none
 * left stay with their reason: a failed cell is a result, not a missing row.
 * @param excluded reasons by `device/launch`
 */
export function summariesOf(
  values: readonly MetricValue[],
  excluded: ReadonlyMap<string, string>,
): MetricSummary[] {
  const cells = new Map<string, MetricValue[]>();
  for (const value of values) {
    // It is not compared, and would stand beside the builds as if it were one of them.
    if (value.role === 'conditioning') continue;
    const key = [value.metric, value.device, value.role, value.build, value.suite, value.case].join('\u0000');
    const cell = cells.get(key);
    const kept = without(value, excluded.get(`${value.device}/${value.launch}`));
    if (cell) cell.push(kept);
    else cells.set(key, [kept]);
  }
  return [...cells.values()].flatMap((cell) => (cell[0] ? [summaryOf(cell[0], cell)] : []));
}

const without = (value: MetricValue, reason: string | undefined): MetricValue =>
  reason === undefined ? value : { ...value, value: null, reason, censoredAtSeconds: null, plusMinus: null };

function summaryOf(first: MetricValue, cell: readonly MetricValue[]): MetricSummary {
  const { metric, device, role, build, suite } = first;
  const numbers = cell.flatMap((value) => value.value ?? []);
  const limits = cell.flatMap((value) => value.censoredAtSeconds ?? []);
  const errors = cell.flatMap((value) => value.plusMinus ?? []);
  return {
    metric,
    device,
    role,
    ...(build ? { build } : {}),
    suite,
    case: first.case,
    count: numbers.length,
    ...middleOf(numbers, limits),
    mad: numbers.length > 1 && limits.length === 0 ? mad(numbers) : null,
    minimum: numbers.length > 0 ? Math.min(...numbers) : null,
    maximum: numbers.length > 0 && limits.length === 0 ? Math.max(...numbers) : null,
    reason: numbers.length > 0 ? null : (cell.find((value) => value.reason !== null)?.reason ?? null),
    censored: limits.length,
    plusMinus: errors.length > 0 ? Math.max(...errors) : null,
  };
}

/** Times that never came rank above all that did; where they reach the middle, the median is only known to be longer. */
function middleOf(
  numbers: readonly number[],
  limits: readonly number[],
): Pick<MetricSummary, 'median' | 'censoredAtSeconds'> {
  const ranked = [...numbers, ...limits.map(() => Number.POSITIVE_INFINITY)];
  const middle = median(ranked);
  if (middle === null || Number.isFinite(middle)) return { median: middle, censoredAtSeconds: null };
  return { median: null, censoredAtSeconds: Math.min(...limits) };
}
