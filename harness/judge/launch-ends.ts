import { z } from 'zod';
import type { PlannedLaunch } from '../experiment/manifest.ts';
import type { Journal } from '../experiment/read-journal.ts';
import { isDeath, type LaunchEnd, launchEnd, launchEndKinds } from '../measure/launch-end.ts';
import type { LaunchRecord, Measurement } from '../measure/result.ts';

type ComparedRole = 'baseline' | 'candidate';

/** A launch of one of the compared builds, and what ended it. */
export interface EndedLaunch {
  readonly device: string;
  readonly planned: PlannedLaunch & { readonly role: ComparedRole };
  readonly record: LaunchRecord;
  readonly end: LaunchEnd;
}

/** What ended each launch of both builds on the phones, in the order of the plan. */
export function launchEnds(
  { manifest, launches }: Pick<Measurement, 'manifest' | 'launches'>,
  harness: ReadonlyMap<string, Journal>,
): EndedLaunch[] {
  return manifest.sessions.flatMap(({ device }) => {
    const session = launches.filter((launch) => launch.device === device.id);
    return session.flatMap((record) => {
      const { planned } = record;
      if (!isCompared(planned)) return [];
      return [
        { device: device.id, planned, record, end: launchEnd(record, harness.get(device.id), session) },
      ];
    });
  });
}

const isCompared = (launch: PlannedLaunch): launch is EndedLaunch['planned'] =>
  launch.role === 'baseline' || launch.role === 'candidate';

/** Launches whose app had its chance: those that the harness ended or the phone lost say nothing about a build. */
export const ran = ({ end }: EndedLaunch): boolean => end.kind !== 'lost';

export const died = ({ end }: EndedLaunch): boolean => isDeath(end);

/** How the launches of a build ended on a phone in one suite. */
export const endCount = z.strictObject({
  device: z.string(),
  role: z.enum(['baseline', 'candidate']),
  suite: z.string(),
  launches: z.int(),
  /** Deaths of the app: it crashed, was killed for memory, or hung. */
  died: z.int(),
  ends: z.partialRecord(z.enum(launchEndKinds), z.int()),
});
export type EndCount = z.infer<typeof endCount>;

/** Counts by phone, build and suite. */
export function endCounts(launches: readonly EndedLaunch[]): EndCount[] {
  const counts = new Map<string, EndCount>();
  for (const launch of launches) {
    const { device, planned, end } = launch;
    const { role, suite } = planned;
    const key = JSON.stringify([device, role, suite]);
    const known = counts.get(key) ?? { device, role, suite, launches: 0, died: 0, ends: {} };
    counts.set(key, {
      ...known,
      launches: known.launches + 1,
      died: known.died + (died(launch) ? 1 : 0),
      ends: { ...known.ends, [end.kind]: (known.ends[end.kind] ?? 0) + 1 },
    });
  }
  return [...counts.values()];
}
