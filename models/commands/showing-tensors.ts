import { INTERRUPTED } from '../../harness/terminal/exit-code.ts';
import { interruptSignals } from '../../harness/terminal/interruption.ts';
import type { TensorWork } from '../tensor-work.ts';

/**
 * Runs long work on a file's tensors: progress on stderr, as one line that is written over, or a line every 50 tensors
 * where stderr is no terminal; Ctrl-C ends it, and its half-written file is removed.
 */
export async function showingTensors<T>(run: (work: Required<TensorWork>) => Promise<T>): Promise<T> {
  const { stderr } = process;
  const isShown = stderr.isTTY === true;
  const onTensor = (done: number, all: number): void => {
    if (isShown) stderr.write(`\r${done} of ${all} tensors`);
    else if (done % 50 === 0 && done < all) stderr.write(`${done} of ${all} tensors\n`);
  };
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Interrupted());
  for (const name of interruptSignals) process.once(name, stop);
  try {
    return await run({ onTensor, signal: controller.signal });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    stderr.write('interrupted: nothing was written\n');
    return process.exit(INTERRUPTED);
  } finally {
    for (const name of interruptSignals) process.off(name, stop);
    if (isShown) stderr.write('\r\u001b[K');
  }
}

class Interrupted extends Error {}
