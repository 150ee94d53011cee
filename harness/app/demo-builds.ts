import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedModel } from '../../models/synthesise.ts';
import { makeFolder } from '../files/make-folder.ts';
import { writeIpa } from '../virtual-phone/ipa.ts';

/** What the demo plants in its candidate; the verdict must find it. */
export const PLANTED_SLOWDOWN_PERCENT = 8;
const BUNDLE_ID = 'dev.heatsoak.demo';
const MODEL_SEED = 1;

/** Paths of two build.json files. */
export interface DemoBuilds {
  readonly baseline: string;
  readonly candidate: string;
}

/** What is planted in a virtual build: entries of its `heatsoak-virtual.json`. */
export type Planted = Readonly<Record<string, unknown>>;

/** Makes a small synthetic Phi-3 and two virtual app builds: a baseline, and a candidate that decodes slower or what is planted instead. */
export async function makeDemoBuilds(
  folder: string,
  cacheDir: string,
  planted: Planted = { decodeSlowdownPercent: PLANTED_SLOWDOWN_PERCENT },
): Promise<DemoBuilds> {
  await makeFolder(folder);
  const model = await cachedModel({ preset: 'demo', type: 'Q8_0', seed: MODEL_SEED, cacheDir });
  const baseline = await makeBuild(folder, 'baseline', '1.0', model.path, {});
  const candidate = await makeBuild(folder, 'candidate', '1.1', model.path, planted);
  return { baseline, candidate };
}

async function makeBuild(
  folder: string,
  name: string,
  version: string,
  model: string,
  plantedEffects: Planted,
): Promise<string> {
  const app = join(folder, `${name}.ipa`);
  await writeIpa(app, { bundleId: BUNDLE_ID, version, name: 'Heatsoak Demo', plantedEffects });
  const path = join(folder, `${name}.json`);
  const build = { name: `demo ${name} ${version}`, bundleId: BUNDLE_ID, version, app, model };
  await writeFile(path, `${JSON.stringify(build, null, 2)}\n`);
  return path;
}
