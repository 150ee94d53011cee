import { analyseThrottle, type ThrottleCurve } from '../judge/throttle.ts';
import type { LaunchRecord } from './result.ts';

/** A shorter load says nothing about throttling. */
const LEAST_SECONDS = 300;

/**
 * Decode speed of every second of load, tok/s: the cumulative token count at the second's edges, linear between token
 * times. Prefill gaps between cycles are cut out, so the series runs over decode time alone.
 */
export function speedSeries(launch: LaunchRecord): number[] {
  const seconds = new SecondCounter();
  for (const trial of launch.trials) {
    if (!trial.scored || trial.invalid !== null) continue;
    for (let i = 1; i < trial.deltasUs.length; i++) seconds.addToken((trial.deltasUs[i] ?? 0) / 1e6);
  }
  return seconds.complete;
}

/** Less than a token's rounding: such a second is over. */
const WHOLE = 1 - 1e-12;

/** Spreads each token evenly over the time it took. */
class SecondCounter {
  readonly complete: number[] = [];
  private elapsed = 0;
  private tokens = 0;

  addToken(seconds: number): void {
    for (let left = seconds; left > 0; ) {
      const part = Math.min(left, 1 - this.elapsed);
      this.tokens += part / seconds;
      this.elapsed += part;
      left -= part;
      if (this.elapsed >= WHOLE) this.next();
    }
  }

  private next(): void {
    this.complete.push(this.tokens);
    this.elapsed = 0;
    this.tokens = 0;
  }
}

/** A soak at 1 Hz and what its analysis says. */
export interface Soak {
  readonly curve: ThrottleCurve;
  readonly tokensPerSecond: number[];
}

/** Several metrics read the same curve; a record never changes, so it is analysed once. */
const analysed = new WeakMap<LaunchRecord, Soak | null>();

/** The throttle analysis of a soak, or null when it was too short. */
export function soakCurve(launch: LaunchRecord): Soak | null {
  const known = analysed.get(launch);
  if (known !== undefined) return known;
  const tokensPerSecond = speedSeries(launch);
  const soak =
    tokensPerSecond.length < LEAST_SECONDS
      ? null
      : { curve: analyseThrottle(tokensPerSecond), tokensPerSecond };
  analysed.set(launch, soak);
  return soak;
}
