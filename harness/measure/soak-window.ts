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
  return { startUs: first.t0, endUs: last.t0 + last.deltasUs.reduce((sum, delta) => sum + delta, 0) };
}

/** Tokens of valid trials that came in the first `seconds` of load, a token under way in its part. */
export function tokensWithin(launch: LaunchRecord, seconds: number): number {
  const window = loadWindow(launch);
  if (!window) return 0;
  const untilUs = window.startUs + seconds * 1e6;
  let tokens = 0;
  for (const { scored, invalid, t0, deltasUs } of launch.trials) {
    if (!scored || invalid !== null) continue;
    let at = t0;
    for (const delta of deltasUs) {
      if (at >= untilUs) break;
      tokens += Math.min(1, (untilUs - at) / delta);
      at += delta;
    }
  }
  return tokens;
}
