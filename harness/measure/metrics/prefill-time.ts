import { countersOf, type EngineCounter } from '../../protocol/engine-counters.ts';
import { TokenTimes } from '../../protocol/token-times.ts';
import { quantileOfSorted } from '../../statistics/quantile.ts';
import type { TrialRecord } from '../result.ts';
import { sortedIntervals } from '../sorted-intervals.ts';
import { type Metric, perCase } from './metric.ts';

/** The engine's own timer of prompt evaluation, where it has one. */
const PROMPT_TIMER: EngineCounter = 'promptEvalMs';

export const prefillTime: Metric = {
  id: 'prefill_time',
  name: 'Prefill time',
  unit: 'ms',
  direction: 'lower',
  needs: ['tokens', 'trial.finished'],
  // Prefill speed is the same quantity, and one quantity is tested once.
  gate: null,
  role: 'dashboard',
  formula: `the engine’s prompt timer (engineStats.${PROMPT_TIMER}); without one TTFT − median inter-token time`,
  source: 'llama.cpp timings; Yardstick',
  version: 2,
  compute: (launch) =>
    perCase(
      launch,
      (trial) => {
        const us = prefillUs(trial);
        return us === null ? null : us / 1000;
      },
      'fewer than two tokens, or the first was no slower than the next',
    ),
};

/** Time that reading the prompt took, µs; null when it cannot be separated from the first token's own step. */
export function prefillUs(trial: TrialRecord): number | null {
  const ownMs = countersOf(trial.engineStats)[PROMPT_TIMER];
  if (ownMs !== undefined) return ownMs > 0 ? ownMs * 1000 : null;
  const interval = quantileOfSorted(sortedIntervals(trial), 0.5);
  const us = (new TokenTimes(trial).firstUs ?? 0) - (interval ?? 0);
  return interval !== null && us > 0 ? us : null;
}
