import type { ChildProcess } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { spawnModule } from '../../modules/spawn-module.ts';
import type { AppMessage, LaunchOrder } from './launch-messages.ts';

/** Real time without a word after which the app's process counts as hung and is ended. */
const SILENCE_LIMIT_MS = 300_000;
const LAST_WORDS = 2000;

export interface AppProcess {
  /** Settles when the process is gone; what it wrote to stderr last, if it ended by itself with an error. */
  readonly gone: Promise<{ code: number | null; lastWords: string }>;
  kill(): void;
}

/** What ends each process that runs. */
const running = new Set<() => void>();
const endAll = (): void => {
  for (const kill of running) kill();
};

/** One listener for all of them: a lab has more phones than Node finds usual for listeners. */
function endWithUs(kill: () => void): void {
  // Prepended, so that a process has ended before another listener removes the folder that it works in.
  if (running.size === 0) process.prependListener('exit', endAll);
  running.add(kill);
}

function endsAlone(kill: () => void): void {
  running.delete(kill);
  if (running.size === 0) process.off('exit', endAll);
}

/** How much nicer an app is than the harness: where both want the processor it has half of what the harness has. */
const NICER = 3;
const NICEST = 19;

/** A real phone computes on itself: what its app computes here is not to keep Appium and the harness from answering in time. */
function yieldToOthers({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + NICER, NICEST));
  } catch {
    // It has ended, or this host does not let it: then it computes as everybody.
  }
}

/** Starts the virtual app's process; it dies with this one. */
export function startAppProcess(order: LaunchOrder, hear: (message: AppMessage) => void): AppProcess {
  const main = import.meta.url.endsWith('.ts') ? './main.ts' : './main.js';
  const child: ChildProcess = spawnModule(
    new URL(main, import.meta.url),
    [JSON.stringify(order)],
    ['ignore', 'ignore', 'pipe', 'ipc'],
  );
  yieldToOthers(child);
  const kill = (): void => void child.kill('SIGKILL');
  let lastWords = '';
  const giveUp = (): void => {
    lastWords += `no word for ${SILENCE_LIMIT_MS / 1000} s: the process was ended`;
    kill();
  };
  let watchdog = setTimeout(giveUp, SILENCE_LIMIT_MS);
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-LAST_WORDS);
  });
  child.on('message', (message) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(giveUp, SILENCE_LIMIT_MS);
    hear(message as AppMessage);
  });
  endWithUs(kill);
  const gone = new Promise<{ code: number | null; lastWords: string }>((resolve) => {
    const end = (code: number | null): void => {
      clearTimeout(watchdog);
      endsAlone(kill);
      resolve({ code, lastWords });
    };
    child.once('error', (error) => {
      lastWords += error.message;
      end(null);
    });
    child.once('close', end);
  });
  return { gone, kill };
}
