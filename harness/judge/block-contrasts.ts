import { metricDefinition } from '../measure/metrics/index.ts';
import type { Metric } from '../measure/metrics/metric.ts';
import type { Measurement } from '../measure/result.ts';
import { must } from '../statistics/must.ts';
import { type BlockPart, blockParts } from './block-parts.ts';
import type { Change, MetricComparison } from './change.ts';
import { comparableLaunches } from './comparable-launches.ts';
import { isExact } from './comparison.ts';
import type { NoisePrior } from './estimate.ts';
import { comparedCases, type Sample, suiteSample } from './samples.ts';
import { plannedPrior } from './suite-comparisons.ts';

/** One block of one cell, and what its interval rests on besides the blocks. Logs are natural. */
export interface BlockContrast extends BlockPart {
  readonly metric: string;
  readonly suite: string;
  readonly device: string;
  /** Null: over the cases of the suite. */
  readonly case: string | null;
  /** Of the phone's own fit; null where there is none. */
  readonly df: number | null;
  readonly noiseDf: number | null;
  readonly unscaledVariance: number | null;
  readonly unsure: number | null;
  /** What A/A nights say of a launch's noise; null: none, or not asked of a single case. */
  readonly prior: NoisePrior | null;
  /** All values are equal, which proves no change without a test. */
  readonly allEqual: boolean;
  /** Why nothing is told of the difference; null where it is. */
  readonly withheld: string | null;
}

/** Every block of every comparison, on each phone: over the cases, and in each of them where there are several. */
export function* blockContrasts(
  measurement: Measurement,
  comparisons: readonly MetricComparison[],
): Generator<BlockContrast> {
  const comparable = comparableLaunches(measurement);
  for (const comparison of comparisons) {
    const metric = must(metricDefinition(comparison.metric), comparison.metric);
    const { launches, cases } = comparable.values(metric, comparison.suite);
    const request = { launches, cases, pairs: metric.soakOnly === true };
    const own = comparison.perDevice.map(({ device }) =>
      launches.filter((launch) => launch.device === device),
    );
    const byCase = comparedCases(request, own);
    for (const [i, change] of comparison.perDevice.entries()) {
      const { device } = change;
      const cell = { metric, suite: comparison.suite, device };
      const prior = metric.soakOnly ? null : plannedPrior(measurement.manifest, device, metric);
      const sample = suiteSample(request, must(own[i], device), i, byCase);
      yield* contrastsOf({ ...cell, case: null, prior }, sample, change);
      for (const { name, samples } of byCase) {
        const told = must(
          change.cases.find((each) => each.case === name),
          name,
        );
        yield* contrastsOf({ ...cell, case: name, prior: null }, must(samples[i], name), told);
      }
    }
  }
}

interface Cell extends Pick<BlockContrast, 'suite' | 'device' | 'case' | 'prior'> {
  readonly metric: Metric;
}

function* contrastsOf(
  { metric, ...cell }: Cell,
  { levels, fit }: Sample,
  { changePercent, note }: Change,
): Generator<BlockContrast> {
  const { residualDf, noiseDf, parts } = blockParts(levels, metric.soakOnly === true, fit);
  const ofCell = {
    ...cell,
    metric: metric.id,
    df: residualDf,
    noiseDf,
    unscaledVariance: fit?.unscaledVariance ?? null,
    unsure: fit?.unsure ?? null,
    allEqual: metric.gate?.exact === true && isExact(levels),
    withheld: changePercent === null ? note : null,
  };
  for (const part of parts) yield { ...ofCell, ...part };
}
