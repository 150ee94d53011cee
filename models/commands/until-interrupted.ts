import { INTERRUPTED } from '../../harness/terminal/exit-code.ts';
import { interruptSignals } from '../../harness/terminal/interruption.ts';

/**
 * Runs work that cannot stop between two steps, such as an engine's: at Ctrl-C the signal's listeners remove what is half
 * written, at once and in this turn, and the process ends.
 */
export async function untilInterrupted<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
    process.stderr.write('interrupted: nothing was written\n');
    process.exit(INTERRUPTED);
  };
  for (const name of interruptSignals) process.once(name, stop);
  try {
    return await run(controller.signal);
  } finally {
    for (const name of interruptSignals) process.off(name, stop);
  }
}
