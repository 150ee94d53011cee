import { median } from '../../harness/statistics/median.ts';
import type { CurveRow } from '../report-model.ts';

/** One vertex for so many seconds: their median, so that a stall does not draw a spike. */
const SECONDS_A_POINT = 5;

export type SpeedPoint = readonly [second: number, tokensPerSecond: number];

/** A build's soaks on one phone: each as a line, and the line in their middle. */
export interface SpeedLine {
  readonly role: string;
  readonly soaks: readonly CurveRow[];
  readonly repeats: readonly (readonly SpeedPoint[])[];
  /** The only soak, or the median of all; it ends where the shortest does. */
  readonly middle: readonly SpeedPoint[];
}

/** The baseline first, so that the candidate is drawn over it; the reference last. */
const order = ['pinned', 'baseline', 'candidate', 'reference'];

export function speedLines(curves: readonly CurveRow[]): SpeedLine[] {
  const roles = [...new Set(curves.map(({ role }) => role))].sort(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
  return roles.map((role): SpeedLine => {
    const soaks = curves.filter((curve) => curve.role === role);
    const repeats = soaks.map(pointsOf);
    return { role, soaks, repeats, middle: middleOf(repeats) };
  });
}

/** What a line ends at: the median of its soaks' plateaus, tok/s. */
export const plateauOf = ({ soaks }: SpeedLine): number => median(soaks.map(({ plateau }) => plateau)) ?? 0;

/** When its soaks throttle, s of load: their median; null where most did not. */
export function onsetOf({ soaks }: SpeedLine): number | null {
  const onsets = soaks.flatMap(({ onsetSeconds }) => onsetSeconds ?? []);
  return 2 * onsets.length > soaks.length ? median(onsets) : null;
}

/** Speed of a stretch of seconds, by the line in the middle; null where it has no point. */
export const speedBetween = ({ middle }: SpeedLine, from: number, to: number): number | null =>
  median(middle.filter(([second]) => second >= from && second < to).map(([, speed]) => speed));

function pointsOf({ speeds, loadSeconds }: CurveRow): SpeedPoint[] {
  const made: SpeedPoint[] = [];
  for (let from = 0; from < speeds.length; from += SECONDS_A_POINT) {
    const part = speeds.slice(from, from + SECONDS_A_POINT);
    const end = speeds[from + SECONDS_A_POINT]?.atSecond ?? loadSeconds;
    const speed = median(part.map(({ tokensPerSecond }) => tokensPerSecond)) ?? 0;
    made.push([((part[0]?.atSecond ?? 0) + end) / 2, speed]);
  }
  return made;
}

/** Points of one place among their soak's stand for nearly the same second. */
function middleOf(repeats: readonly (readonly SpeedPoint[])[]): readonly SpeedPoint[] {
  const [only = [], ...others] = repeats;
  if (others.length === 0) return only;
  const shortest = repeats.reduce((least, each) => (each.length < least.length ? each : least), only);
  return shortest.map((_, i): SpeedPoint => {
    const at = repeats.flatMap((each) => (each[i] ? [each[i]] : []));
    return [median(at.map(([second]) => second)) ?? 0, median(at.map(([, speed]) => speed)) ?? 0];
  });
}
