import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { readManifest } from '../store/read-manifest.ts';
import { launchLogsOf, type RunFolder } from '../store/run-folder.ts';
import type { BundledLog, SessionBundle } from './plan/bundle.ts';
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
  return {
    v: 1,
    run: manifest.run,
    device,
    journal: (await bundled(join(path, journal))) ?? '',
    launches: logs.flatMap(({ launch, log }) => (log === null ? [] : [{ launch, log }])),
  };
}

/**
 * Writes what the bundles of a run hold into its folder: of each device the session that counts; others lie in
 * `attempts/`, whole, and are never scored.
 * @throws HeatsoakError `BUNDLE_FOREIGN` when one is of another run, or of a device or launch that the run does not have
 */
export async function mergeIntoRun(folder: RunFolder, bundles: readonly SessionBundle[]): Promise<void> {
  const manifest = await readManifest(folder.path);
  for (const bundle of bundles) mustBelong(manifest, bundle);
  for (const { device, counts, others } of mergeBundles(bundles)) {
    const places = placesOf(manifest, device);
    await folder.writeBelow(places.journal, bytesOf(counts.journal));
    for (const { launch, log } of counts.launches) {
      const place = places.launches.find((each) => each.launch === launch);
      if (place) await folder.writeBelow(place.name, bytesOf(log));
    }
    for (const [index, other] of others.entries())
      await folder.writeBelow(join('attempts', `${device}-${index + 1}.json`), JSON.stringify(other));
  }
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

/** Where a device's files lie in a run folder. */
function placesOf(manifest: Manifest, device: string) {
  const places = launchLogsOf(manifest, device);
  if (places) return places;
  throw new HeatsoakError('DEVICE_UNKNOWN', `run ${manifest.run} has no device ${device}`);
}

async function bundled(path: string): Promise<BundledLog | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return null;
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}

const bytesOf = (log: BundledLog): Buffer =>
  typeof log === 'string' ? Buffer.from(log) : Buffer.from(log.base64, 'base64');
