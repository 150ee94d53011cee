import { TokenTimes } from '../protocol/token-times.ts';
import { clockJumped } from './clock-jump.ts';
import type { LaunchRecord } from './result.ts';
import { loadWindow } from './soak-window.ts';
import type { SpeedSample } from './throttle/speed-sample.ts';
import { analyseThrottle } from './throttle/throttle.ts';
import type { ThrottleCurve } from './throttle/throttle-curve.ts';

/** A shorter load says nothing about throttling. */
const LEAST_SECONDS = 300;
/** Nobody soaks a phone for longer than a day: such a load is a broken clock, and each of its seconds would be kept. */
const MOST_SECONDS = 86_400;

/** A soak at 1 Hz and what its analysis says. */
export interface Soak {
  /** Its times are seconds of load. */
  readonly curve: ThrottleCurve;
  readonly speeds: readonly SpeedSample[];
  /** Seconds of load up to the end of the last sample. */
  readonly loadSeconds: number;
}

/** Several metrics read the same curve; a record never changes, so it is analysed once. */
const analysed = new WeakMap<LaunchRecord, Soak | null>();

/** The throttle analysis of a soak, or null when it was too short. */
export function soakCurve(launch: LaunchRecord): Soak | null {
  const known = analysed.get(launch);
  if (known !== undefined) return known;
  const soak = analysedSoak(launch);
  analysed.set(launch, soak);
  return soak;
}

function analysedSoak(launch: LaunchRecord): Soak | null {
  if (whyNoSeries(launch) !== null) return null;
  const { speeds, loadSeconds } = speedSeries(launch);
  if (speeds.length < LEAST_SECONDS) return null;
  const curve = analyseThrottle(speeds.map(({ tokensPerSecond }) => tokensPerSecond));
  const starts = [...speeds.map(({ atSecond }) => atSecond), loadSeconds];
  return { curve: inLoadTime(curve, starts), speeds, loadSeconds };
}

/** Why the load of a launch has no speed second by second, whatever its length; null where it has. */
export function whyNoSeries(launch: LaunchRecord): string | null {
  if (launch.trials.some(clockJumped)) return 'the clock jumped, or the app was suspended';
  const decodeUs = launch.trials.reduce((sum, trial) => sum + new TokenTimes(trial).decodeUs, 0);
  return decodeUs > MOST_SECONDS * 1e6 ? 'the load is longer than a day: a broken clock' : null;
}

/**
 * Decode speed of every second of decoding: the cumulative token count at the second's edges, linear between token
 * times. Prefill between cycles is cut out of the speeds, but not out of the time they stand at.
 */
function speedSeries(launch: LaunchRecord): Omit<Soak, 'curve'> {
  const startUs = loadWindow(launch)?.startUs ?? 0;
  const seconds = new SecondCounter();
  for (const trial of launch.trials) {
    if (!trial.scored || trial.invalid !== null) continue;
    new TokenTimes(trial).eachHandOver((handOver, index) => {
      if (index === 0) return;
      seconds.add((handOver.startUs - startUs) / 1e6, handOver.durationUs / 1e6, handOver.tokens);
    });
  }
  return { speeds: seconds.complete, loadSeconds: seconds.endSecond };
}

/** The log's resolution: what a sum of floats adds beyond it is no measurement. */
const MICRO = 1e6;

/** The analysis counts seconds of decoding; the times that it finds are given in seconds of load. */
function inLoadTime(curve: ThrottleCurve, starts: readonly number[]): ThrottleCurve {
  const at = (second: number): number => {
    const index = Math.min(Math.floor(second), starts.length - 1);
    const start = starts[index] ?? 0;
    const seconds = start + (second - index) * ((starts[index + 1] ?? start) - start);
    return Math.round(seconds * MICRO) / MICRO;
  };
  const dated = (second: number | null): number | null => (second === null ? null : at(second));
  const { onsetSeconds, decaySeconds } = curve;
  return {
    ...curve,
    onsetSeconds: dated(onsetSeconds),
    decaySeconds:
      onsetSeconds === null || decaySeconds === null
        ? null
        : at(onsetSeconds + decaySeconds) - at(onsetSeconds),
    rollingOnsetSeconds: dated(curve.rollingOnsetSeconds),
    t10: dated(curve.t10),
    t25: dated(curve.t25),
    t50: dated(curve.t50),
    segments: curve.segments.map((segment) => ({ ...segment, startSecond: at(segment.startSecond) })),
  };
}

/** Less than a token's rounding: such a second is over. */
const WHOLE = 1 - 1e-12;

/** Spreads the tokens of each hand-over evenly over the time they took. */
class SecondCounter {
  readonly complete: SpeedSample[] = [];
  /** Where in the load the last complete second ended. */
  endSecond = 0;
  private began = 0;
  private elapsed = 0;
  private tokens = 0;

  add(atSecond: number, seconds: number, tokens: number): void {
    for (let left = seconds; left > 0; ) {
      const part = Math.min(left, 1 - this.elapsed);
      if (this.elapsed === 0) this.began = atSecond + seconds - left;
      this.tokens += (tokens * part) / seconds;
      this.elapsed += part;
      left -= part;
      if (this.elapsed >= WHOLE) this.next(atSecond + seconds - left);
    }
  }

  private next(endSecond: number): void {
    this.complete.push({ atSecond: this.began, tokensPerSecond: this.tokens });
    this.endSecond = endSecond;
    this.elapsed = 0;
    this.tokens = 0;
  }
}
