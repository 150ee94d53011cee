import { countersOf } from '../../protocol/engine-counters.ts';
import type { TrialRecord } from '../result.ts';
import { type Metric, perCase } from './metric.ts';

/** Told beside decode speed: where tokens are drafted, speed depends on how predictable the text is. */
export const acceptanceRate: Metric = {
  id: 'acceptance_rate',
  name: 'Drafts accepted',
  unit: '%',
  direction: 'higher',
  needs: ['trial.finished'],
  gate: null,
  role: 'dashboard',
  formula:
    'speculative decoding: 100 × engineStats.acceptedTokens / engineStats.draftedTokens of a trial; no value where no engine counts drafts',
  source: 'llama.cpp draft_n and draft_n_accepted',
  version: 1,
  compute(launch) {
    const counted = launch.trials.filter(
      ({ scored, engineStats }) => scored && countersOf(engineStats).draftedTokens !== undefined,
    );
    if (counted.length === 0) return [];
    return perCase(launch, acceptedPercent, 'nothing was drafted, or more was accepted than that');
  },
};

/** Share of a trial's drafted tokens that the model took, per cent; null without drafts or with impossible counts. */
function acceptedPercent({ engineStats }: TrialRecord): number | null {
  const { draftedTokens: drafted = 0, acceptedTokens: accepted = Number.NaN } = countersOf(engineStats);
  return drafted > 0 && accepted >= 0 && accepted <= drafted ? (100 * accepted) / drafted : null;
}
