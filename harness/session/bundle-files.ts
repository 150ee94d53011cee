import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { type FileDigest, isSameFile } from '../experiment/file-digest.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { readJournal } from '../experiment/read-journal.ts';
import { type DeviceLogs, launchLogsOf } from '../experiment/run-files.ts';
import type { JobPlan } from '../experiment/seal.ts';
import { sha256OfBytes } from '../files/digest.ts';
import { mostBytes, readUserFile } from '../files/read-user-file.ts';
import { documentText } from '../files/write-whole.ts';
import { readManifest, readManifestFile } from '../store/read-manifest.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { ATTEMPTS } from '../store/run-inputs.ts';
import { readSeal } from '../store/seal-file.ts';
import { sealRun, unsealRun } from '../store/seal-run.ts';
import { type BundledLog, fromBundledLog, type SessionBundle, toBundledLog } from './plan/bundle.ts';
import { manifestOfJob } from './plan/job.ts';
import { mergeBundles } from './plan/merge-bundles.ts';

/**
 * All that a run folder holds of one device: a phone, the reference's host, or `_quality`.
 * @throws HeatsoakError `RUN_UNREADABLE`; `DEVICE_UNKNOWN` when the run has nothing to do with that device
 */
export async function bundleOf(path: string, device: string): Promise<SessionBundle> {
  const manifest = await readManifest(path);
  const { journal, launches } = placesOf(manifest, device);
  const logs = await Promise.all(
    launches.map(async ({ launch, name }) => ({ launch, log: await bundled(join(path, name)) })),
  );
  const { seal } = await readSeal(path);
  const own = new Set([journal, ...launches.map(({ name }) => name)]);
  const isSealed = typeof seal === 'object' && seal.state === 'sealed';
  return {
    v: 1,
    run: manifest.run,
    device,
    journal: (await bundled(join(path, journal))) ?? '',
    launches: logs.flatMap(({ launch, log }) => (log === null ? [] : [{ launch, log }])),
    ...(isSealed ? { sealed: seal.files.filter((file) => own.has(file.path)) } : {}),
  };
}

/**
 * Writes what the bundles of a run hold into its folder: of each device the session that counts, be it the one that the
 * folder has already; others lie in `attempts/`, whole, and are never scored. A run that was sealed is sealed anew.
 * @param plans by which sessions were measured, where it was neither this manifest nor its job: the manifests of runs that
 * this one joins
 * @throws HeatsoakError `BUNDLE_FOREIGN` when one is of another run, or of a device or launch that the run does not have;
 * `BUNDLE_CHANGED` when one is not as it was sealed
 */
export async function mergeIntoRun(
  folder: RunFolder,
  bundles: readonly SessionBundle[],
  plans: readonly JobPlan[] = [],
): Promise<void> {
  const { manifest, digest } = await readManifestFile(folder.path);
  for (const bundle of bundles) {
    mustBelong(manifest, bundle);
    mustBeAsSealed(manifest, bundle);
  }
  const jobs = bundles.flatMap((bundle) => jobPlanOf(manifest, digest, bundle, plans));
  const { seal } = await readSeal(folder.path);
  // A run of an early version has none, and gets none by this.
  const before = typeof seal === 'object' ? await unsealRun(folder.path, jobs) : null;
  await merge(folder, manifest, bundles);
  if (before?.state === 'sealed') await sealRun(folder.path, manifest.run, { before });
}

/**
 * A session was measured by this manifest, or as a job by the part of it that is its own.
 * @throws HeatsoakError `BUNDLE_FOREIGN` for one that was measured by another plan
 */
function jobPlanOf(
  manifest: Manifest,
  whole: FileDigest,
  { device, journal }: SessionBundle,
  plans: readonly JobPlan[],
): JobPlan[] {
  const { events } = readJournal(fromBundledLog(journal).toString('utf8'));
  const begun = events.find((event) => event.type === 'harness.manifest');
  if (!begun || isSameFile(begun, whole)) return [];
  const joined = plans.find((plan) => plan.device === device && isSameFile(begun, plan));
  if (joined) return [joined];
  const isPhone = manifest.sessions.some((session) => session.device.id === device);
  const part = isPhone ? sha256OfBytes(Buffer.from(documentText(manifestOfJob(manifest, device)))) : null;
  if (part && isSameFile(begun, part)) return [{ device, ...part }];
  throw new HeatsoakError('BUNDLE_FOREIGN', `the bundle of ${device} was measured by another plan`, {
    hint: `it cannot be merged into run ${manifest.run}`,
  });
}

async function merge(
  folder: RunFolder,
  manifest: Manifest,
  bundles: readonly SessionBundle[],
): Promise<void> {
  const own = await Promise.all(devicesIn(bundles).map((device) => bundleOf(folder.path, device)));
  for (const { device, counts, others } of mergeBundles([...own.filter(hasAnything), ...bundles])) {
    // Before anything is replaced: what counts no longer is kept first.
    for (const other of others) await keepAttempt(folder, device, other);
    await writeCounting(folder, placesOf(manifest, device), counts);
  }
}

const devicesIn = (bundles: readonly SessionBundle[]): string[] => [
  ...new Set(bundles.map(({ device }) => device)),
];

const hasAnything = ({ journal, launches }: SessionBundle): boolean => journal !== '' || launches.length > 0;

/** Puts attempts beside what counts, where nothing is scored. */
export async function keepAttempts(folder: RunFolder, attempts: readonly SessionBundle[]): Promise<void> {
  for (const attempt of attempts) await keepAttempt(folder, attempt.device, attempt);
}

/** Named by its content: whatever is merged later, it has its own place, and has it once. */
async function keepAttempt(folder: RunFolder, device: string, attempt: SessionBundle): Promise<void> {
  const text = JSON.stringify(attempt);
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  await folder.writeBelow(join(ATTEMPTS, `${device}-${digest}.json`), text);
}

/** The log of a launch that this session has none of belongs to another one, which lies in `attempts/`. */
async function writeCounting(folder: RunFolder, places: DeviceLogs, counts: SessionBundle): Promise<void> {
  const logs = new Map(counts.launches.map(({ launch, log }) => [launch, log]));
  for (const { launch, name } of places.launches) {
    const log = logs.get(launch);
    if (log === undefined) await rm(join(folder.path, name), { force: true });
    else await folder.writeBelow(name, fromBundledLog(log));
  }
  await folder.writeBelow(places.journal, fromBundledLog(counts.journal));
}

function mustBelong(manifest: Manifest, { run, device, launches }: SessionBundle): void {
  const foreign = (what: string): HeatsoakError =>
    new HeatsoakError('BUNDLE_FOREIGN', `the bundle of ${device} in run ${run} ${what}`, {
      hint: `it cannot be merged into run ${manifest.run}`,
    });
  if (run !== manifest.run) throw foreign('is of another run');
  const known = placesOf(manifest, device).launches.map(({ launch }) => launch);
  const other = launches.find(({ launch }) => !known.includes(launch));
  if (other) throw foreign(`has the launch ${other.launch}, which was not planned`);
}

/** What a bundle holds is what its host sealed, no more and no less. */
function mustBeAsSealed(manifest: Manifest, { device, journal, launches, sealed }: SessionBundle): void {
  if (!sealed) return;
  const places = placesOf(manifest, device);
  const logs = new Map(launches.map(({ launch, log }) => [launch, log]));
  const held = [
    ...(journal === '' ? [] : [{ name: places.journal, log: journal }]),
    ...places.launches.flatMap(({ launch, name }) => {
      const log = logs.get(launch);
      return log === undefined ? [] : [{ name, log }];
    }),
  ];
  const wrong = [...new Set([...held.map(({ name }) => name), ...sealed.map(({ path }) => path)])].find(
    (path) => {
      const is = held.find(({ name }) => name === path);
      const was = sealed.find((file) => file.path === path);
      return !is || !was || !isSameFile(was, sha256OfBytes(fromBundledLog(is.log)));
    },
  );
  if (wrong === undefined) return;
  throw new HeatsoakError(
    'BUNDLE_CHANGED',
    `the bundle of ${device} in run ${manifest.run} is not as it was sealed: ${wrong}`,
    { where: wrong },
  );
}

/** Where a device's files lie in a run folder. */
function placesOf(manifest: Manifest, device: string): DeviceLogs {
  const places = launchLogsOf(manifest, device);
  if (places) return places;
  throw new HeatsoakError('DEVICE_UNKNOWN', `run ${manifest.run} has no device ${device}`);
}

async function bundled(path: string): Promise<BundledLog | null> {
  const bytes = await readUserFile(path, mostBytes.log).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return bytes === null ? null : toBundledLog(bytes);
}
