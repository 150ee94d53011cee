import type { Ports } from '../../app/ports.ts';
import { onInterrupt } from '../../terminal/interruption.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { showProgress } from './show-progress.ts';

/** Does work that a person waits for: shows how far it is, and hands it the signal that Ctrl-C gives. */
export async function underWay<T>(
  terminal: Terminal,
  work: (ports: Required<Pick<Ports, 'progress' | 'signal'>>) => Promise<T>,
): Promise<T> {
  const shown = await showProgress(terminal);
  const interruption = onInterrupt(terminal.announce);
  try {
    return await work({ progress: shown.progress, signal: interruption.signal });
  } finally {
    shown.finish();
    interruption.release();
  }
}
