import { type Metric, perCase } from './metric.ts';
import { prefillUs } from './prefill-time.ts';

/** Below this a prefill speed is noise: published rows on 19 tokens read 15 to 2877 tok/s. */
const LEAST_PROMPT_TOKENS = 128;

export const prefillRate: Metric = {
  id: 'prefill_rate',
  name: 'Prefill speed',
  unit: 'tok/s',
  direction: 'higher',
  needs: ['tokens', 'trial.finished'],
  gate: {
    decides: false,
    marginPercent: 3,
    worse: { verb: 'reads prompts', word: 'slower' },
  },
  role: 'gate',
  formula: 'P / prefill time, where P ≥ 128 and nothing was cached',
  source: 'AIPerf input length ÷ TTFT',
  version: 3,
  compute: (launch) =>
    perCase(
      launch,
      (trial) => {
        const us = prefillUs(trial);
        return (trial.cachedTokens ?? 0) === 0 && trial.promptTokens >= LEAST_PROMPT_TOKENS && us !== null
          ? (trial.promptTokens / us) * 1e6
          : null;
      },
      `the prompt has fewer than ${LEAST_PROMPT_TOKENS} tokens`,
    ),
};
