import type { ChildProcess } from 'node:child_process';
import { spawnModule } from '../spawn-module.ts';

/** An agent that runs. `lastWords` is the end of what it wrote to stderr. */
export interface ReferenceAgent {
  readonly finished: Promise<{ code: number | null; signal: NodeJS.Signals | null; lastWords: string }>;
  kill(): void;
}

/** Starts the agent on this host in a process of its own, so that the harness's event loop cannot disturb its times. */
export function startReferenceAgent(planPath: string): ReferenceAgent {
  const main = import.meta.url.endsWith('.ts') ? './main.ts' : './main.js';
  const child = spawnModule(new URL(main, import.meta.url), [planPath], ['pipe', 'ignore', 'pipe']);
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2000);
  });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  return {
    finished: new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        process.off('exit', killWithUs);
        resolve({ code, signal, lastWords });
      };
      child.once('close', end);
      // One that cannot be started may never close.
      child.once('error', (error) => {
        lastWords += error.message;
        end(null, null);
      });
    }),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** The agent turn by turn (`turns.ts`), for calibration; whoever starts it ends it. */
export function startTurns(planPath: string): ChildProcess {
  const main = import.meta.url.endsWith('.ts') ? './turns.ts' : './turns.js';
  return spawnModule(new URL(main, import.meta.url), [planPath], ['pipe', 'pipe', 'pipe']);
}
