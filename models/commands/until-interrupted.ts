import { INTERRUPTED } from '../../harness/terminal/exit-code.ts';

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
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
