import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';

/** An agent that is another program, with its end of the socket to the phone's body. */
export interface AgentProgram {
  readonly body: Duplex;
  /** Settles when it is gone, or could not be started. */
  readonly gone: Promise<{ code: number | null; lastWords: string }>;
  kill(signal: NodeJS.Signals): void;
}

const LAST_WORDS = 2000;
/** The body's file descriptor in the program. */
const BODY = 3;

/** Starts `program <plan.json> <Documents>`; it dies with this process. */
export function startAgentProgram(program: string, planPath: string, documentsDir: string): AgentProgram {
  const child: ChildProcess = spawn(program, [planPath, documentsDir], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // Swift's runtime would catch the signal of a planted crash to print where it came from.
    env: { ...process.env, HEATSOAK_BODY: String(BODY), SWIFT_BACKTRACE: 'enable=no' },
  });
  const body = child.stdio[BODY] as Duplex;
  // When a program dies before it has answered, its end is reported instead.
  body.on('error', () => undefined);
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-LAST_WORDS);
  });
  const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.once('exit', () => kill('SIGKILL'));
  const gone = new Promise<{ code: number | null; lastWords: string }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, lastWords: error.message }));
    child.once('close', (code) => resolve({ code, lastWords }));
  });
  return { body, gone, kill };
}
