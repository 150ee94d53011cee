import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { isProcessAlive } from '../files/process-alive.ts';

/** Below node_modules, so that packages are found from there. */
const bundles = fileURLToPath(new URL('../../node_modules/.cache/heatsoak-bundles/', import.meta.url));

const made = new Map<string, Promise<string>>();

/**
 * Path of one plain script that a fixture and all that it imports of ours was put into, once in each process that asks. Tests start
 * hundreds, and a bundle takes a fifth of the processor time of loading the sources; a fixture is not built with the product.
 */
export function bundled(program: URL): Promise<string> {
  const path = fileURLToPath(program);
  const known = made.get(path) ?? bundle(path);
  made.set(path, known);
  return known;
}

async function bundle(path: string): Promise<string> {
  await mkdir(bundles, { recursive: true });
  await clearOfDead();
  const outfile = join(bundles, `${basename(path, '.ts')}-${process.pid}.mjs`);
  await build({
    entryPoints: [path],
    outfile,
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  });
  return outfile;
}

/** A process that was killed leaves its bundles. */
async function clearOfDead(): Promise<void> {
  for (const name of await readdir(bundles)) {
    const pid = Number(/-(\d+)\.mjs$/.exec(name)?.[1]);
    if (pid > 0 && !isProcessAlive(pid)) await rm(join(bundles, name), { force: true });
  }
}
