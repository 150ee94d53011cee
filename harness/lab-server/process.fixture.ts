import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { execa } from 'execa';

/** A process that can be killed as by kill -9. */
export interface KilledProcess {
  kill(): Promise<void>;
}

/** Below node_modules, so that packages are found from there. */
const bundles = fileURLToPath(new URL('../../node_modules/.cache/heatsoak-bundles/', import.meta.url));

const made = new Map<string, Promise<string>>();

/** As systemd is told in the guide, in its proportion. */
const RESTART_MS = 300;

/**
 * Starts a fixture as a process of its own, with one argument as JSON, and again when it ends by itself. It is bundled first, once
 * in each process that asks: a soak starts hundreds, and a bundle takes a fifth of the processor time of loading the sources.
 * @param heard told what it printed, when it has ended
 * @param before words of a command that it is started through, such as one that enters a network namespace
 */
export async function startProcess(
  program: URL,
  argument: unknown,
  heard: (printed: string) => void,
  before: readonly string[] = [],
): Promise<KilledProcess> {
  const path = fileURLToPath(program);
  const bundle = made.get(path) ?? bundled(path);
  made.set(path, bundle);
  const file = await bundle;
  const [command = process.execPath, ...rest] = [...before, process.execPath];
  const begin = () => execa(command, [...rest, file, JSON.stringify(argument)], { reject: false });
  let isKilled = false;
  let child = begin();
  const kept = (async () => {
    for (;;) {
      const { stdout, stderr } = await child;
      heard(stdout + stderr);
      if (!isKilled) await setTimeout(RESTART_MS);
      if (isKilled) return;
      child = begin();
    }
  })();
  return {
    async kill() {
      isKilled = true;
      child.kill('SIGKILL');
      await kept;
    },
  };
}

async function bundled(path: string): Promise<string> {
  await mkdir(bundles, { recursive: true });
  const outfile = join(bundles, `${basename(path, '.ts')}-${process.pid}.mjs`);
  await build({
    entryPoints: [path],
    outfile,
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  });
  return outfile;
}
