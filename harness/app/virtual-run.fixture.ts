import { join } from 'node:path';
import { cachedModel } from '../../models/synthesise.ts';
import { readVocabulary } from '../../models/tokenizer/read-vocabulary.ts';
import type { Manifest, PlannedBuild } from '../experiment/manifest.ts';
import { sha256OfFile } from '../files/digest.ts';
import type { Device } from '../lab/devices-file.ts';
import { fileLeases } from '../lab/file-leases.ts';
import { openLab } from '../session/open-lab.ts';
import { performRun, type RunRequest } from '../session/run.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { writeIpa } from '../virtual-phone/ipa.ts';
import { buildFixture } from './manifest.fixture.ts';

/** The phone that `manifestFixture` plans for. */
export const virtualPhone: Device = {
  kind: 'virtual',
  id: 'virtual-a16',
  name: 'Virtual iPhone 15',
  profile: 'A16',
  os: '26.1',
};

/** An app with the demo's model, as a candidate: `<root>/<name>.ipa` carries what is planted in it. */
export async function virtualBuild(
  root: string,
  name: string,
  plantedEffects: Readonly<Record<string, unknown>> = {},
): Promise<PlannedBuild> {
  const model = await cachedModel({ preset: 'demo', type: 'Q8_0', seed: 1, cacheDir: join(root, 'cache') });
  const path = join(root, `${name}.ipa`);
  await writeIpa(path, { bundleId: 'dev.heatsoak.fixture', version: '1.0', name, plantedEffects });
  return { ...buildFixture({ path, ...(await sha256OfFile(path)) }, model), name };
}

/** Performs a run on one virtual phone, through the real Appium server; its folder lands in `<root>/runs`. */
export function performOn(
  phone: Device,
  manifest: Manifest,
  root: string,
  open: RunRequest['openLab'] = (folder) => openLab(manifest, [phone], new AbortController().signal, folder),
): Promise<RunFolder> {
  return performRun({
    manifest,
    root: join(root, 'runs'),
    leases: fileLeases(join(root, 'leases')),
    cooldown: { batteryCelsius: 32, limitSeconds: 900 },
    readVocabulary,
    openLab: open,
    progress: () => undefined,
    signal: new AbortController().signal,
  });
}
