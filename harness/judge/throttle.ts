import { changePoints } from './statistics/change-points.ts';
import { hampelReplace } from './statistics/hampel.ts';
import { median } from './statistics/median.ts';
import { noiseScale } from './statistics/noise-scale.ts';
import { theilSen } from './statistics/theil-sen.ts';

/** What one sustained run says; speeds in tok/s, times in seconds of load. */
export interface ThrottleCurve {
  readonly v0: number;
  readonly burst: number;
  /** The first drop came so early that burst reads low; `v0` stands beside it then. */
  readonly burstUnstable: boolean;
  readonly plateau: number;
  readonly plateauReached: boolean;
  /** Plateau ÷ burst. */
  readonly retention: number;
  readonly depth: number;
  readonly throttled: boolean;
  /** Null: censored at the length of the run. */
  readonly onsetSeconds: number | null;
  readonly t10: number | null;
  readonly t25: number | null;
  readonly t50: number | null;
  readonly segments: readonly { readonly startSecond: number; readonly tokensPerSecond: number }[];
}

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
  const onset = segments.slice(1).find((segment) => segment.level < Math.log(burst) - DROP)?.start ?? null;
  const depth = 1 - plateau / burst;
  const v0 = Math.exp(levelOf(y, 2, 12));
  return {
    v0,
    burst,
    burstUnstable: segments.length > 1 && firstEnd < BURST_EARLIEST_END,
    plateau,
    plateauReached: Math.abs(slope) <= PLATEAU_SLOPE_PER_MINUTE,
    retention: plateau / burst,
    depth,
    throttled: onset !== null && depth > DROP,
    onsetSeconds: onset,
    t10: timeBelow(y, v0 * 0.9),
    t25: timeBelow(y, v0 * 0.75),
    t50: timeBelow(y, v0 * 0.5),
    segments: segments.map((segment) => ({
      startSecond: segment.start,
      tokensPerSecond: Math.exp(segment.level),
    })),
  };
}

/** A second without tokens takes the median of its neighbours. */
function filled(series: readonly (number | null)[]): number[] {
  const isSpeed = (value: number | null): value is number => value !== null && value > 0;
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

/** First second from which the rolling 5 s speed stays below a limit for 10 s; null when it never does. */
function timeBelow(y: readonly number[], limit: number): number | null {
  let since: number | null = null;
  for (let second = 4; second < y.length; second++) {
    const rolling = y.slice(second - 4, second + 1).reduce((sum, value) => sum + Math.exp(value), 0) / 5;
    if (rolling >= limit) since = null;
    else since ??= second;
    if (since !== null && second - since >= 10) return since;
  }
  return null;
}
