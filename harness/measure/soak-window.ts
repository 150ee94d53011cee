import { TokenTimes } from '../protocol/token-times.ts';
import type { LaunchRecord } from './result.ts';

/** From the first scored prompt's submission to the last scored token, µs since the agent's start. */
export interface LoadWindow {
  readonly startUs: number;
  readonly endUs: number;
}

/** The load of a launch, prefill and gaps included; null without a scored trial. */
export function loadWindow({ trials }: LaunchRecord): LoadWindow | null {
  const scored = trials.filter((trial) => trial.scored && trial.deltasUs.length > 0);
  const [first] = scored;
  const last = scored.at(-1);
  if (!first || !last) return null;
  return { startUs: first.t0, endUs: new TokenTimes(last).endUs };
}

/** Tokens of valid trials that came in the first `seconds` of load, a token under way in its part. */
export function tokensWithin(launch: LaunchRecord, seconds: number): number {
  const window = loadWindow(launch);
  if (!window) return 0;
  const { startUs } = window;
  return launch.trials
    .filter(({ scored, invalid }) => scored && invalid === null)
    .reduce((sum, trial) => sum + new TokenTimes(trial).tokensBetween(startUs, startUs + seconds * 1e6), 0);
}
