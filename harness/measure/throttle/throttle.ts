import { changePoints } from '../../statistics/change-points.ts';
import { hampelReplace } from '../../statistics/hampel.ts';
import { mean } from '../../statistics/mean.ts';
import { median } from '../../statistics/median.ts';
import { noiseScale } from '../../statistics/noise-scale.ts';
import { theilSen } from '../../statistics/theil-sen.ts';
import { rollingOnset, timeBelow } from './throttle-crossings.ts';
import type { ThrottleCurve } from './throttle-curve.ts';
import { type Decay, fitDecay } from './throttle-decay.ts';

/** Judgements of the specification: seconds, and log units where there is no unit. */
const NOISE_FLOOR = 0.005;
const HAMPEL_HALF = 7;
const LEAST_SEGMENT = 10;
const PENALTY_FACTOR = 10;
const MERGE_BELOW = 0.03;
const BURST_FROM = 5;
const BURST_EARLIEST_END = 25;
const BURST_LATEST_END = 60;
const PLATEAU_SECONDS = 120;
const PLATEAU_SLOPE_PER_MINUTE = 0.01;
const DROP = 0.05;
const MOST_EMPTY_SHARE = 0.05;
const STAIRCASE_LEVELS = 3;
const AFTER_FIRST_STEP = 90;

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly level: number;
}

/** Analyses the decode speed of every second of a soak of at least 300 s. */
export function analyseThrottle(tokensPerSecond: readonly (number | null)[]): ThrottleCurve {
  const y = filled(tokensPerSecond).map(Math.log);
  const noise = noiseScale(y, NOISE_FLOOR);
  const z = hampelReplace(y, HAMPEL_HALF, 3 * noise);
  const points = changePoints(z, LEAST_SEGMENT, PENALTY_FACTOR * Math.log(z.length) * noise ** 2);
  const segments = merged(z, points);
  const firstEnd = segments[0]?.end ?? z.length;
  const burst = Math.exp(
    levelOf(z, BURST_FROM, Math.max(BURST_EARLIEST_END, Math.min(firstEnd, BURST_LATEST_END))),
  );
  const plateau = Math.exp(levelOf(z, z.length - PLATEAU_SECONDS, z.length));
  const slope = (theilSen(z.slice(-PLATEAU_SECONDS), 30, 4) ?? 0) * 60;
  const limit = Math.log(burst) - DROP;
  const step = segments.slice(1).find((segment) => segment.level < limit)?.start ?? null;
  const decay = step === null ? null : betterDecay(z, segments, step);
  const depth = 1 - plateau / burst;
  const v0 = Math.exp(levelOf(y, 2, 12));
  const emptySeconds = tokensPerSecond.filter((value) => !isSpeed(value)).length;
  return {
    invalid:
      emptySeconds > MOST_EMPTY_SHARE * y.length
        ? `${emptySeconds} of ${y.length} seconds are without tokens`
        : null,
    emptySeconds,
    v0,
    burst,
    burstUnstable: segments.length > 1 && firstEnd < BURST_EARLIEST_END,
    plateau,
    plateauReached: Math.abs(slope) <= PLATEAU_SLOPE_PER_MINUTE,
    retention: plateau / burst,
    depth,
    throttled: step !== null && depth > DROP,
    onsetSeconds: decay?.onsetSeconds ?? step,
    onsetFrom: decay ? 'decay' : 'step',
    decaySeconds: decay?.tauSeconds ?? null,
    rollingOnsetSeconds: rollingOnset(z, limit),
    t10: timeBelow(y, v0 * 0.9),
    t25: timeBelow(y, v0 * 0.75),
    t50: timeBelow(y, v0 * 0.5),
    segments: segments.map((segment) => ({
      startSecond: segment.start,
      tokensPerSecond: Math.exp(segment.level),
    })),
  };
}

/**
 * An exponential fall, where the segments are a falling staircase and the fall leaves less unexplained than it. Only
 * the speed up to a while after the first step is fitted: a phone that falls fast and then slowly has two time
 * constants, and its start belongs to the first.
 */
function betterDecay(z: readonly number[], segments: readonly Segment[], step: number): Decay | null {
  const isFalling = segments.every((segment, i) => segment.level < (segments[i - 1]?.level ?? Infinity));
  if (segments.length < STAIRCASE_LEVELS || !isFalling) return null;
  const speeds = z.slice(0, step + AFTER_FIRST_STEP).map(Math.exp);
  const decay = fitDecay(speeds, step);
  if (!decay) return null;
  const stairs = segments.flatMap(({ start, end }) => {
    const level = mean(speeds.slice(start, end)) ?? 0;
    return Array<number>(end - start).fill(level);
  });
  return decay.residual < squaresAbout(speeds, stairs) ? decay : null;
}

const squaresAbout = (values: readonly number[], levels: readonly number[]): number =>
  values.reduce((sum, value, i) => sum + (value - (levels[i] ?? 0)) ** 2, 0);

const isSpeed = (value: number | null): value is number => value !== null && value > 0;

/** A second without tokens takes the median of its neighbours. */
function filled(series: readonly (number | null)[]): number[] {
  const overall = median(series.filter(isSpeed)) ?? 1;
  return series.map((value, i) => {
    if (isSpeed(value)) return value;
    return median(series.slice(Math.max(0, i - HAMPEL_HALF), i + HAMPEL_HALF + 1).filter(isSpeed)) ?? overall;
  });
}

const levelOf = (series: readonly number[], from: number, to: number): number =>
  median(series.slice(from, to)) ?? 0;

/** Neighbours whose levels hardly differ are one segment; from left to right, the same one compared again. */
function merged(z: readonly number[], points: readonly number[]): Segment[] {
  const bounds = [0, ...points, z.length];
  const segments: Segment[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const start = bounds[i] ?? 0;
    const end = bounds[i + 1] ?? z.length;
    const level = levelOf(z, start, end);
    const before = segments.at(-1);
    if (before && Math.abs(before.level - level) < MERGE_BELOW) {
      segments[segments.length - 1] = { start: before.start, end, level: levelOf(z, before.start, end) };
    } else segments.push({ start, end, level });
  }
  return segments;
}
