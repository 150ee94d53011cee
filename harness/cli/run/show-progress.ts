import type { Terminal } from '../../terminal/terminal.ts';
import { progressLines, type ShownProgress } from './progress-lines.ts';

/** A live block on a terminal that a person watches; lines in CI, in a pipe and with `--json`. */
export async function showProgress(terminal: Terminal): Promise<ShownProgress> {
  if (!terminal.json && process.stdout.isTTY && !process.env['CI']) {
    const { progressLive } = await import('./progress-live.ts');
    return progressLive();
  }
  return {
    progress: progressLines(terminal.announce, () => performance.now()),
    finish: () => undefined,
  };
}
