import type { MetricComparison } from '../../harness/judge/change.ts';
import { compareMetric } from '../../harness/judge/comparison.ts';
import { decideVerdict } from '../../harness/judge/gate.ts';
import { cellRule } from '../../harness/judge/gate-rules.ts';
import type { VerdictWord } from '../../harness/judge/verdict.ts';
import { metricDefinition } from '../../harness/measure/metrics/index.ts';
import { must } from '../../harness/statistics/must.ts';
import type { Random } from '../../harness/statistics/random.ts';
import { type BlockDesign, type BlockNoise, simulateBlocks } from './generators/blocks.ts';

interface SimulatedCell {
  readonly metric: string;
  /** Suites are numbered. */
  readonly suite: number;
  readonly noise: BlockNoise;
  readonly design: BlockDesign;
}

/** One metric of one suite, simulated and compared as the product compares it; an effect below 0 is for the worse. */
export function simulatedComparison(
  random: Random,
  { metric: id, suite, noise, design }: SimulatedCell,
): MetricComparison {
  const metric = must(metricDefinition(id), id);
  const place = { suite: `s${suite}`, deviceModel: null };
  const rule = must(cellRule([{ metric: id }], metric, place), id);
  return compareMetric({
    metric: id,
    name: metric.name,
    unit: metric.unit,
    // Effects are losses of speed whatever the metric.
    direction: 'higher',
    suite: place.suite,
    ruleOf: () => rule,
    exact: metric.gate?.exact,
    launches: simulateBlocks(random, noise, { ...design, suite: place.suite }),
  });
}

/** The verdict of a run that is made of these. */
export function simulatedVerdict(comparisons: readonly MetricComparison[], phones: number): VerdictWord {
  const devices = Array.from({ length: phones }, (_, i) => ({ id: `d${i}`, name: `phone ${i}` }));
  const required = devices.flatMap(({ id }) =>
    comparisons.map(({ metric, name, suite }) => ({ device: id, metric, name, suite })),
  );
  return decideVerdict({ devices, purpose: 'two-builds', comparisons, required, caveats: [] }).verdict;
}
