import { analyseThrottle, type ThrottleCurve } from '../judge/throttle.ts';
import type { LaunchRecord } from './result.ts';

/** A shorter load says nothing about throttling. */
const LEAST_SECONDS = 300;

/**
 * Decode speed of every second of load, tok/s: the cumulative token count at the second's edges, linear between token
 * times. Prefill gaps between cycles are cut out, so the series runs over decode time alone.
 */
export function speedSeries(launch: LaunchRecord): number[] {
  const series: number[] = [];
  let second = 0;
  let inSecond = 0;
  for (const trial of launch.trials) {
    if (!trial.scored || trial.invalid !== null) continue;
    for (let i = 1; i < trial.deltasUs.length; i++) {
      let left = (trial.deltasUs[i] ?? 0) / 1e6;
      const rate = left > 0 ? 1 / left : 0;
      while (left > 0) {
        const part = Math.min(left, 1 - second);
        inSecond += part * rate;
        second += part;
        left -= part;
        if (second < 1 - 1e-12) continue;
        series.push(inSecond);
        second = 0;
        inSecond = 0;
      }
    }
  }
  return series;
}

/** The throttle analysis of a soak, or null when it was too short. */
export function soakCurve(launch: LaunchRecord): { curve: ThrottleCurve; tokensPerSecond: number[] } | null {
  const tokensPerSecond = speedSeries(launch);
  return tokensPerSecond.length < LEAST_SECONDS ? null : { curve: analyseThrottle(tokensPerSecond), tokensPerSecond };
}
