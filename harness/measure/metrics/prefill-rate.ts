import { quantileOfSorted } from '../../judge/statistics/quantile.ts';
import { sortedIntervals } from '../sorted-intervals.ts';
import { type Metric, perCase } from './metric.ts';

/** Below this a prefill speed is noise: published rows on 19 tokens read 15 to 2877 tok/s. */
const LEAST_PROMPT_TOKENS = 128;

export const prefillRate: Metric = {
  id: 'prefill_rate',
  name: 'Prefill speed',
  unit: 'tok/s',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  defaultMarginPercent: 3,
  role: 'dashboard',
  formula: 'P / (TTFT − median inter-token time), where P ≥ 128 and nothing was cached',
  compute: (launch) =>
    perCase(
      launch,
      (trial) => {
        const interval = quantileOfSorted(sortedIntervals(trial), 0.5) ?? 0;
        const prefillUs = (trial.deltasUs[0] ?? 0) - interval;
        return trial.promptTokens >= LEAST_PROMPT_TOKENS && prefillUs > 0
          ? (trial.promptTokens / prefillUs) * 1e6
          : null;
      },
      `the prompt has fewer than ${LEAST_PROMPT_TOKENS} tokens`,
    ),
};
