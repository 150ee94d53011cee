import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedBuild } from '../../experiment/manifest.ts';
import { sha256OfFile } from '../../files/digest.ts';
import { type SimulatedRun, simulatedManifest, writeSimulatedRun } from '../simulated-run.fixture.ts';

/**
 * A simulated run whose builds are files of this host, so that they can be measured again: `<name>.ipa` of each build and one
 * `model.gguf` beside them.
 * @returns the run folder
 */
export async function writeRunWithFiles(runs: string, files: string, options: SimulatedRun): Promise<string> {
  const path = join(files, 'model.gguf');
  await writeFile(path, 'weights');
  const model = { path, name: 'model.gguf', ...(await sha256OfFile(path)) };
  const builds = await Promise.all(
    simulatedManifest(options).builds.map(async (build): Promise<PlannedBuild> => {
      const app = join(files, `${build.name}.ipa`);
      await writeFile(app, build.name);
      return { ...build, app: { path: app, ...(await sha256OfFile(app)) }, model };
    }),
  );
  return writeSimulatedRun(runs, {
    ...options,
    modelSha256: model.sha256,
    extra: { ...options.extra, builds },
  });
}
