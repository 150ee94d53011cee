import { z } from 'zod';
import { type LoadRegime, loadRegimes } from '../measure/load-regime.ts';
import type { MetricSummary } from '../measure/metric-summary.ts';
import { median } from '../statistics/median.ts';
import { numberIn } from '../words/numbers.ts';

const loads = z.strictObject({ seconds: z.number(), launches: z.int().positive() }).nullable();

/** How long the loads of one build took, regime by regime, and over how many launches; null: none was of that regime. */
export const modelLoads = z.strictObject({ first: loads, cold: loads, warm: loads });
export type ModelLoads = z.infer<typeof modelLoads>;

/** @param summaries those of one build on one device; several suites are summed up by the median */
export function modelLoadsOf(summaries: readonly MetricSummary[]): ModelLoads {
  const of = (regime: LoadRegime): ModelLoads[LoadRegime] => {
    const own = summaries.filter(({ metric }) => metric === `load_${regime}`);
    const seconds = median(own.flatMap((each) => each.median ?? []));
    const launches = own.reduce((sum, { count }) => sum + count, 0);
    return seconds === null ? null : { seconds, launches };
  };
  return { first: of('first'), cold: of('cold'), warm: of('warm') };
}

/** Such as `first 1.91 s (3), warm 0.85 s (1)`; the numbers in brackets are launches. */
export function loadWords(found: ModelLoads): string {
  const known = loadRegimes.flatMap((regime) => {
    const own = found[regime];
    return own ? [`${regime} ${numberIn('s', own.seconds)} s (${own.launches})`] : [];
  });
  return known.length > 0 ? known.join(', ') : '–';
}
