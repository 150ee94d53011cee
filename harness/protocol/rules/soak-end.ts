import type { Rule } from './rule.ts';

/** Between the look at the clock and the prompt the cache is emptied, on a host that may be busy. */
const MOST_DELAY_US = 1e6;

export const soakEnd: Rule = {
  id: 'soak-end',
  says: 'a step with forSeconds begins no trial after that time, counted from its first one',
  check(launch) {
    const timed = launch.plan?.steps.filter(({ forSeconds }) => forSeconds !== null) ?? [];
    if (timed.length === 0) return null;
    return timed.flatMap((step) => {
      const trials = launch.record.trials.filter((trial) => trial.case === step.case);
      const endUs = (trials[0]?.t0 ?? 0) + (step.forSeconds ?? 0) * 1e6 + MOST_DELAY_US;
      const late = trials.find(({ t0 }) => t0 > endUs);
      if (!late) return [];
      const words = `trial ${late.trial} of ${step.case} begins ${((late.t0 - endUs) / 1e6).toFixed(1)} s after its end`;
      return [{ line: launch.endOf(late.trial), words }];
    });
  },
};
