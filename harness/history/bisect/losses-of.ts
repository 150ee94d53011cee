import { type BlockContrast, blockContrasts } from '../../judge/block-contrasts.ts';
import { worseSign } from '../../judge/decide.ts';
import type { Derived } from '../../judge/derive.ts';
import { mean } from '../../statistics/mean.ts';

/** What a run's blocks say of one metric in one suite, or why nothing. */
export type BlockLosses = { readonly losses: readonly number[] } | { readonly why: string };

/** One loss a block of a run's one suite, natural logs, positive is worse: the mean over the phones that have the block. */
export function lossesOf(
  { measurement, comparisons, verdict }: Pick<Derived, 'measurement' | 'comparisons' | 'verdict'>,
  metric: string,
): BlockLosses {
  // By the name that it has, whatever path it was asked for by.
  const [suite = ''] = measurement.manifest.suites;
  const own = comparisons.filter((each) => each.metric === metric && each.suite === suite);
  const [comparison] = own;
  if (!comparison) return { why: `the run has no value of ${metric} in ${suite}: ${verdict.headline}` };
  const sign = worseSign(comparison.direction);
  const contrasts = [...blockContrasts(measurement, own)].filter(({ case: name }) => name === null);
  const withheld = contrasts.find((each) => each.withheld?.startsWith('withheld'));
  if (withheld?.withheld) return { why: withheld.withheld };
  const blocks = [...new Set(contrasts.map(({ block }) => block))];
  const losses = blocks.flatMap((block) => {
    const logs = contrasts.filter((each) => each.block === block).flatMap(contrastOf);
    const log = mean(logs);
    return log === null ? [] : [sign * log];
  });
  return losses.length > 0
    ? { losses }
    : { why: `no block has launches of both builds: ${verdict.headline}` };
}

const contrastOf = ({ baseline, candidate }: BlockContrast): number[] =>
  baseline.log === null || candidate.log === null ? [] : [candidate.log - baseline.log];
