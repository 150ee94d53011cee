import type { ChildProcess } from 'node:child_process';
import { spawnModule } from '../../modules/spawn-module.ts';

/** Node's timers fire at once beyond it; 24 days are no limit to anybody. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How an agent ended. */
export interface AgentEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly lastWords: string;
  /** It was ended because it took longer than it may. */
  readonly isLate: boolean;
}

/** An agent that runs. */
export interface ReferenceAgent {
  readonly finished: Promise<AgentEnd>;
  kill(): void;
}

/**
 * Starts the agent on this host in a process of its own, so that the harness's event loop cannot disturb its times.
 * @param limitMs longest that it may take; then it is killed
 */
export function startReferenceAgent(planPath: string, limitMs: number): ReferenceAgent {
  const main = import.meta.url.endsWith('.ts') ? './main.ts' : './main.js';
  const child = spawnModule(new URL(main, import.meta.url), [planPath], ['pipe', 'ignore', 'pipe']);
  return watchedAgent(child, limitMs, (signal) => void child.kill(signal));
}

/**
 * An agent's process until its end, which comes with that of this process at the latest.
 * @param limitMs longest that it may take; then it is killed
 * @param send brings a signal to all that the agent is
 */
export function watchedAgent(
  child: ChildProcess,
  limitMs: number,
  send: (signal: NodeJS.Signals) => void,
): ReferenceAgent {
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2000);
  });
  const kill = (): void => send('SIGKILL');
  process.once('exit', kill);
  let isLate = false;
  const timer = setTimeout(
    () => {
      isLate = true;
      kill();
    },
    Math.min(limitMs, LONGEST_TIMER_MS),
  );
  return {
    finished: new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        clearTimeout(timer);
        process.off('exit', kill);
        resolve({ code, signal, lastWords, isLate });
      };
      child.once('close', end);
      // One that cannot be started may never close.
      child.once('error', (error) => {
        lastWords += error.message;
        end(null, null);
      });
    }),
    kill,
  };
}

/** The agent turn by turn (`turns.ts`), for calibration; whoever starts it ends it. */
export function startTurns(planPath: string): ChildProcess {
  const main = import.meta.url.endsWith('.ts') ? './turns.ts' : './turns.js';
  return spawnModule(new URL(main, import.meta.url), [planPath], ['pipe', 'pipe', 'pipe']);
}
