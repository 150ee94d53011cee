import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { HeatsoakError } from '../../errors/heatsoak-error.ts';
import { buildOf } from '../../experiment/build-of.ts';
import type { PlannedLaunch } from '../../experiment/manifest.ts';
import { planFileOf } from '../../experiment/plan-file-of.ts';
import { launchLogsOf, REFERENCE } from '../../experiment/run-files.ts';
import { readManifestFile } from '../../store/read-manifest.ts';
import { conclude, type NamedLaunch } from './conclude.ts';
import type { Conformance } from './conformance-document.ts';
import { readIfThere, readLaunch } from './read-launch.ts';

/**
 * Holds every launch in a folder against the rules: of a launch folder, of a folder of launch folders, or of a run.
 * @throws HeatsoakError `LAUNCH_MISSING` where there is none, and those of a run that cannot be read
 */
export async function checkFolder(folder: string): Promise<Conformance> {
  const path = resolve(folder);
  const names = await readdir(path).catch((cause: unknown) => {
    throw new HeatsoakError('LAUNCH_MISSING', `${path} is no folder that can be read`, {
      where: path,
      cause,
    });
  });
  const launches = names.includes('manifest.json')
    ? await launchesOfRun(path)
    : await launchesIn(path, names);
  if (launches.length > 0) return conclude(launches);
  throw new HeatsoakError('LAUNCH_MISSING', `${path} holds no log of a launch`, { where: path });
}

/** The folder itself, or those in it. */
async function launchesIn(path: string, names: readonly string[]): Promise<NamedLaunch[]> {
  if (names.includes('events.jsonl')) return await launchIn(path, basename(path));
  const launches: NamedLaunch[] = [];
  for (const name of [...names].sort()) launches.push(...(await launchIn(join(path, name), name)));
  return launches;
}

async function launchIn(path: string, name: string): Promise<NamedLaunch[]> {
  const files = await readLaunch(path);
  return files ? [{ name, files }] : [];
}

/** A run keeps the logs of phones without their plans, which follow from its manifest. */
export async function launchesOfRun(path: string): Promise<NamedLaunch[]> {
  const { manifest } = await readManifestFile(path);
  const launches: NamedLaunch[] = [];
  for (const { device, launches: planned } of manifest.sessions) {
    const logs = launchLogsOf(manifest, device.id)?.launches ?? [];
    for (const launch of planned) {
      const name = logs.find((each) => each.launch === launch.id)?.name ?? '';
      const events = await readIfThere(join(path, name));
      if (events === null) continue;
      const plan = JSON.stringify(planFileOf(manifest, buildOf(manifest, launch), launch));
      launches.push({
        name: `${device.id}/${launch.id}`,
        files: { plan, events, status: null, vocabularySize: null },
      });
    }
  }
  return [...launches, ...(await launchesOfReference(path, manifest.reference?.launches ?? []))];
}

async function launchesOfReference(path: string, launches: readonly PlannedLaunch[]): Promise<NamedLaunch[]> {
  const found = launches.map(({ id }) => launchIn(join(path, REFERENCE, id), `${REFERENCE}/${id}`));
  return (await Promise.all(found)).flat();
}
