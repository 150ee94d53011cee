import { countersOf } from '../../protocol/engine-counters.ts';
import { TokenTimes } from '../../protocol/token-times.ts';
import type { TrialRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';
import { isReference } from './is-reference.ts';

/** Between the lines of a trial and the times of its tokens lie a few readings of sensors: µs, and a share of the trial. */
const MOST_SILENCE_US = 50_000;
const MOST_SILENCE_SHARE = 0.01;
/** Times may be rounded one by one. */
const ROUNDING_US = 1000;

/**
 * A log says twice how long a trial took: by its lines, and by its tokens' times. Where they disagree, one of the two was
 * changed, or is of another clock. A reference's host has other work to do between two lines.
 */
export const timesAgreeCheck: LaunchCheck = {
  code: 'times-disagree',
  rule: 'the tokens of a trial fill the time from its first line to its last, and take no less than the engine counted',
  effect: 'excludes',
  find({ trials }, context) {
    if (isReference(context)) return null;
    return trials.flatMap((trial) => disagreement(trial) ?? [])[0] ?? null;
  },
};

function disagreement(trial: TrialRecord): string | null {
  if (trial.deltasUs.length === 0) return null;
  const { endUs, durationUs } = new TokenTimes(trial);
  const most = MOST_SILENCE_US + MOST_SILENCE_SHARE * durationUs;
  const late = trial.finishedUs - endUs;
  const words = (us: number): string => `${(us / 1e6).toFixed(2)} s`;
  if (Math.abs(trial.t0 - trial.startedUs) > most)
    return `the prompt of trial ${trial.trial} was submitted ${words(Math.abs(trial.t0 - trial.startedUs))} off its first line`;
  if (late < -ROUNDING_US)
    return `the tokens of trial ${trial.trial} end ${words(-late)} after its last line`;
  const { promptEvalMs = 0, evalMs = 0 } = countersOf(trial.engineStats);
  const countedUs = (promptEvalMs + evalMs) * 1000;
  if (countedUs > durationUs + most)
    return `the engine counted ${words(countedUs)} in trial ${trial.trial}, its tokens took ${words(durationUs)}`;
  if (promptEvalMs * 1000 > (trial.deltasUs[0] ?? 0) + most)
    return `the engine counted ${words(promptEvalMs * 1000)} for the prompt of trial ${trial.trial}, its first token came sooner`;
  // A server is asked for its distance before a trial ends.
  return trial.ids !== null && late > most
    ? `the tokens of trial ${trial.trial} end ${words(late)} before its last line`
    : null;
}
