import type { Launch, LaunchTrial } from './launch.ts';
import { placeOf } from './sorted-place.ts';
import type { Window } from './window.ts';

/** A point of the picture, and what a pixel is worth there. */
export interface Pointed {
  readonly second: number;
  readonly ms: number;
  readonly secondsPerPx: number;
  readonly msPerPx: number;
}

/** Tokens no further left or right than this are pointed at, px: of a thousand in a few columns the spike can be met. */
const REACH_PX = 4;

/** Index of the token nearest to a point on the screen; of none within reach, the next in time. Null without tokens. */
export function nearestToken(
  { tokenSeconds, tokenMs }: Launch,
  { second, ms, secondsPerPx, msPerPx }: Pointed,
): number | null {
  const first = placeOf(tokenSeconds, second - REACH_PX * secondsPerPx);
  const end = placeOf(tokenSeconds, second + REACH_PX * secondsPerPx);
  if (first >= end) return nearestInTime(tokenSeconds, second);
  let [nearest, least] = [nearestInTime(tokenSeconds, second), Number.POSITIVE_INFINITY];
  for (let i = first; i < end; i++) {
    const across = ((tokenSeconds[i] ?? 0) - second) / secondsPerPx;
    const up = ((tokenMs[i] ?? 0) - ms) / msPerPx;
    const distance = across * across + up * up;
    if (distance < least) [nearest, least] = [i, distance];
  }
  return nearest;
}

/** Index of the time nearest to a second; null without any. */
export function nearestInTime(times: ArrayLike<number>, second: number): number | null {
  if (times.length === 0) return null;
  const after = Math.min(placeOf(times, second), times.length - 1);
  const before = Math.max(0, after - 1);
  return second - (times[before] ?? 0) <= (times[after] ?? 0) - second ? before : after;
}

/** Index of the slowest token of a stretch: of scored trials where there are any. Null without tokens. */
export function slowestToken(launch: Launch, { from, to }: Window): number | null {
  const { tokenSeconds, tokenMs, trials, starts } = launch;
  const [first, end] = [placeOf(tokenSeconds, from), placeOf(tokenSeconds, to)];
  const slowestOf = (isWanted: (trial: LaunchTrial) => boolean): number | null => {
    const peaks = trials.flatMap((trial, i) => {
      if (!isWanted(trial)) return [];
      const until = Math.min(end, starts[i + 1] ?? tokenMs.length);
      return peakOf(tokenMs, Math.max(first, (starts[i] ?? 0) + 1), until) ?? [];
    });
    return peaks.length === 0
      ? null
      : peaks.reduce((a, b) => ((tokenMs[b] ?? 0) > (tokenMs[a] ?? 0) ? b : a));
  };
  return slowestOf(({ scored }) => scored) ?? slowestOf(() => true);
}

/** Index of the highest value from `first` to before `end`; null where there is none between. */
function peakOf(values: Float64Array, first: number, end: number): number | null {
  if (first >= end) return null;
  let peak = first;
  for (let i = first + 1; i < end; i++) if ((values[i] ?? 0) > (values[peak] ?? 0)) peak = i;
  return peak;
}
