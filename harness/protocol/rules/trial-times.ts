import { TokenTimes } from '../token-times.ts';
import type { Rule } from './rule.ts';

/** Times may be rounded one by one. */
const ROUNDING_US = 1000;

export const trialTimes: Rule = {
  id: 'trial-times',
  says: 'trial.started and tokens have the t of the prompt, t0, and the tokens end before the t of trial.finished',
  check(launch) {
    const { trials } = launch.record;
    if (trials.length === 0) return null;
    return trials.flatMap((trial) => {
      const line = launch.endOf(trial.trial);
      const offUs = Math.abs(trial.t0 - trial.startedUs);
      const { endUs } = new TokenTimes(trial);
      const lateUs = endUs - trial.finishedUs;
      return [
        ...(offUs > ROUNDING_US ? [{ line, words: `t0 is ${offUs} µs off the t of trial.started` }] : []),
        ...(lateUs > ROUNDING_US ? [{ line, words: `the tokens end ${lateUs} µs after the trial` }] : []),
      ];
    });
  },
};
