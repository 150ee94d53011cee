import { countersOf } from '../../protocol/engine-counters.ts';
import type { LaunchRecord, TrialRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';

/** Checks of speeds that came from drafted tokens. */
export const speculativeChecks: readonly LaunchCheck[] = [
  {
    code: 'speculative-on-synthetic',
    rule: 'speculative decoding is measured on real text: how many drafts are accepted on random ids says nothing of it, and the speed hangs on that',
    effect: 'note',
    find(launch) {
      const synthetic = syntheticCases(launch);
      const drafted = launch.trials.filter(
        (trial) => trial.scored && synthetic.has(trial.case) && draftedTokens(trial) > 0,
      ).length;
      return drafted > 0
        ? `${drafted} trials decoded speculatively after prompts of random ids: their speed and their accepted drafts are not those of real text`
        : null;
    },
  },
];

const syntheticCases = ({ planned }: LaunchRecord): ReadonlySet<string> =>
  new Set(planned.steps.filter(({ prompt }) => prompt.kind === 'synthetic').map((step) => step.case));

const draftedTokens = ({ engineStats }: TrialRecord): number => countersOf(engineStats).draftedTokens ?? 0;
