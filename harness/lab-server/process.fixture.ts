import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { bundled } from '../modules/bundled.fixture.ts';

/** A process that can be killed as by kill -9. */
export interface KilledProcess {
  kill(): Promise<void>;
}

/** As systemd is told in the guide, in its proportion. */
const RESTART_MS = 300;

/**
 * Starts a fixture as a process of its own, with one argument as JSON, and again when it ends by itself.
 * @param heard told what it printed, when it has ended
 * @param before words of a command that it is started through, such as one that enters a network namespace
 */
export async function startProcess(
  program: URL,
  argument: unknown,
  heard: (printed: string) => void,
  before: readonly string[] = [],
): Promise<KilledProcess> {
  const file = await bundled(program);
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
