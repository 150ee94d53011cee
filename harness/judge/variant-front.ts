import { excludedLaunches } from '../measure/caveats.ts';
import type { Measurement } from '../measure/result.ts';
import { mean, variance } from '../statistics/mean.ts';
import { studentQuantile } from '../statistics/student-t.ts';
import { welch } from '../statistics/welch.ts';
import { launchLevel } from './launch-level.ts';
import type { VariantRow } from './variant-row.ts';

/** Fewer launches of a variant say too little of how much they scatter to call another one faster or slower. */
const LEAST_LAUNCHES = 3;

type Place = Pick<VariantRow, 'device' | 'build'>;

/**
 * The level of each launch of a variant: the mean log of the metric over the cases that any variant of the device has. Without the case in
 * which it fails, a variant would look faster than those that do not.
 */
export function launchLogs(
  { values, caveats }: Measurement,
  metric: string,
  { device, build }: Place,
): number[] {
  const excluded = excludedLaunches(caveats);
  const cases = new Set<string>();
  const launches = new Map<string, Map<string, number>>();
  for (const each of values) {
    if (each.metric !== metric || each.device !== device) continue;
    if (each.value === null || each.value <= 0 || excluded.has(`${device}/${each.launch}`)) continue;
    const place = `${each.suite}\u0000${each.case}`;
    cases.add(place);
    if (each.build !== build) continue;
    const own = launches.get(each.launch) ?? new Map<string, number>();
    own.set(place, Math.log(each.value));
    launches.set(each.launch, own);
  }
  return [...launches.values()].flatMap((own) => launchLevel(own, [...cases]) ?? []);
}

export const launchSpeeds = (measurement: Measurement, place: Place): number[] =>
  launchLogs(measurement, 'decode_rate', place);

/** Where the geometric mean of the launches lies, 95 %; null with fewer than two. */
export function intervalOf(logs: readonly number[]): [number, number] | null {
  const [middle, scatter] = [mean(logs), variance(logs)];
  if (middle === null || scatter === null) return null;
  const half = studentQuantile(0.975, logs.length - 1) * Math.sqrt(scatter / logs.length);
  return [Math.exp(middle - half), Math.exp(middle + half)];
}

type Weighed = Pick<VariantRow, 'device' | 'meanKl'> & { readonly speeds: readonly number[] };

/**
 * Whether nothing beats a variant: it leaves the front only to one that is faster beyond the noise of both, and no farther from
 * the source. Null where nobody can tell.
 */
export function isOnFront(row: Weighed, rows: readonly Weighed[]): boolean | null {
  const { meanKl, speeds } = row;
  if (meanKl === null || speeds.length < LEAST_LAUNCHES) return null;
  return !rows.some(
    (other) =>
      other.device === row.device &&
      other.meanKl !== null &&
      other.meanKl <= meanKl &&
      other.speeds.length >= LEAST_LAUNCHES &&
      (welch(speeds, other.speeds)?.ci95[0] ?? 0) > 0,
  );
}
