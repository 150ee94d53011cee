import { sideOf } from '../experiment/build-of.ts';
import type { Manifest, PlannedDevice } from '../experiment/manifest.ts';
import type { Journal } from '../experiment/read-journal.ts';
import type { Caveat } from './caveat.ts';
import type { Effect, LaunchContext } from './checks/check.ts';
import { launchChecks, runChecks, sessionChecks } from './checks/index.ts';
import { type CopiedTimes, copiedTimes } from './copied-times.ts';
import type { LaunchRecord } from './result.ts';

/** Everything that gives reason to doubt a run: what was found about the run, its sessions, its launches. */
export function caveatsOf(
  manifest: Manifest,
  launches: readonly LaunchRecord[],
  harness: ReadonlyMap<string, Journal>,
): Caveat[] {
  const ofRun = runChecks.flatMap((check) =>
    caveatFor(check, check.find(manifest), { device: null, launch: null }),
  );
  const copies = copiedTimes(launches.filter(({ device }) => device !== manifest.reference?.device.id));
  const found = [...manifest.sessions, ...(manifest.reference ? [manifest.reference] : [])].map(
    ({ device }) => {
      const session = launches.filter((launch) => launch.device === device.id);
      return {
        device,
        session,
        ofLaunches: ofLaunches(manifest, device, session, harness.get(device.id), copies),
      };
    },
  );
  const ofSessions = found
    .slice(0, manifest.sessions.length)
    .flatMap(({ device, session, ofLaunches: own }) => {
      const excluded = new Map(
        session.flatMap((launch) => {
          const why = own.find((caveat) => caveat.excludes && caveat.launch === launch.planned.id);
          return why ? [[launch, why] as const] : [];
        }),
      );
      const context = { manifest, device, session, harness: harness.get(device.id) };
      return sessionChecks.flatMap((check) =>
        caveatFor(check, check.find(context, excluded), { device: device.id, launch: null }),
      );
    });
  return [...ofRun, ...ofSessions, ...found.flatMap(({ ofLaunches: own }) => own)];
}

function ofLaunches(
  manifest: Manifest,
  device: PlannedDevice,
  session: readonly LaunchRecord[],
  harness: Journal | undefined,
  copies: CopiedTimes,
): Caveat[] {
  return session.flatMap((launch) => {
    const { role, build: id } = launch.planned;
    const side = sideOf(role);
    const build = manifest.builds.find((each) => (id === undefined ? each.role === side : each.id === id));
    const context: LaunchContext = { manifest, device, build, session, harness, copies };
    return launchChecks.flatMap((check) =>
      caveatFor(check, check.find(launch, context), { device: device.id, launch: launch.planned.id }),
    );
  });
}

function caveatFor(
  { code, effect }: { readonly code: string; readonly effect: Effect },
  message: string | null,
  about: Pick<Caveat, 'device' | 'launch'>,
): Caveat[] {
  if (message === null) return [];
  return [
    { code, ...about, message, invalidates: effect === 'invalidates', excludes: effect === 'excludes' },
  ];
}

/** Launches whose values stay out of statistics, as `device/launch`, each with the reason. */
export function excludedLaunches(caveats: readonly Caveat[]): ReadonlyMap<string, string> {
  return new Map(
    caveats
      .filter((caveat) => caveat.excludes)
      .reverse()
      .map((caveat) => [`${caveat.device}/${caveat.launch}`, `the launch is not valid: ${caveat.message}`]),
  );
}
