import type { MetricComparison } from './change.ts';
import { compareMetric } from './comparison.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import type { CellRule } from './gate-rules.ts';
import type { LaunchValues } from './levels.ts';

/** The comparison of a gating metric with a margin of 2 %, and of 3 % in a case; higher is better. */
export const compareDecode = (
  launches: readonly LaunchValues[],
  {
    marginPercent,
    caseMarginPercent,
    leastMargin,
    decides,
    ...more
  }: Partial<ComparisonRequest & CellRule> = {},
): MetricComparison =>
  compareMetric({
    metric: 'decode_rate',
    name: 'Decode speed',
    unit: 'tok/s',
    direction: 'higher',
    suite: 'quick',
    launches,
    ruleOf: () => ({
      decides: decides ?? true,
      marginPercent: marginPercent ?? 2,
      caseMarginPercent: caseMarginPercent ?? 3,
      leastMargin: leastMargin ?? 0,
    }),
    ...more,
  });
