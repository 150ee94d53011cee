import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDemoBuilds } from '../harness/app/demo-builds.ts';
import { namedSuites } from '../harness/app/plan/read-suite.ts';
import { plan } from '../harness/app/plan.ts';
import { buildOf } from '../harness/experiment/build-of.ts';
import { planFileOf } from '../harness/experiment/plan-file-of.ts';
import { cacheFolder, packageRoot } from '../harness/files/package-home.ts';
import { scratchFolder } from '../harness/files/scratch-folder.ts';
import { must } from '../harness/statistics/must.ts';

/** `plan-corpus.ts <folder>`: the plan that a phone gets for each suite, from which the fuzzer of the plan reader starts. */
const [folder = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const scratch = await scratchFolder('corpus');
try {
  const builds = await makeDemoBuilds(scratch.path, cacheFolder());
  for (const suite of namedSuites()) {
    const options = { ...builds, suite: [suite], devices: join(packageRoot, 'devices.json') };
    const { manifest } = await plan({ ...options, blocks: 2, reference: false });
    const launch = must(manifest.sessions[0]?.launches[0], `a launch of ${suite}`);
    const text = JSON.stringify(planFileOf(manifest, buildOf(manifest, launch), launch));
    await writeFile(join(folder, `${suite}.json`), text);
  }
} finally {
  await scratch.remove();
}
