import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDemoBuilds } from '../../../harness/app/demo-builds.ts';
import type { Lan } from './lan.ts';
import { HOSTS } from './reader.ts';

/** Gives the machines what the guide takes as given: two builds under its names, a folder that all hosts see, and the other hosts' homes. */
export async function furnish({ machine, shared }: Lan): Promise<void> {
  const builds = await makeDemoBuilds(join(shared, 'builds'), join(shared, 'cache'));
  const artefacts = join(shared, 'artefacts');
  mkdirSync(artefacts);
  for (const name of [...HOSTS, 'builds']) {
    const { home, run } = machine(name);
    copyFileSync(builds.candidate, join(home, 'new.json'));
    copyFileSync(builds.baseline, join(home, 'old.json'));
    const seen = [['artefacts', artefacts], ...HOSTS.map((host) => [host, machine(host).home])];
    const mounts = seen.map(([at, from]) => `mkdir -p /mnt/${at} && mount --bind ${from} /mnt/${at}`);
    const { exitCode, printed } = await run(mounts.join(' && '));
    if (exitCode !== 0) throw new Error(`${name} does not see what the others have: ${printed}`);
  }
}
