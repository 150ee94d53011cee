import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { LAUNCH_VARIABLE } from '../../protocol/plan-file.ts';
import { type ReferenceAgent, watchedAgent } from './start-agent.ts';

/** A launch of an agent that is somebody's program. */
export interface ProgramLaunch {
  /** The program and its arguments; the path of the plan comes last. */
  readonly command: readonly [string, ...string[]];
  /** Its working folder, which stands for the app's Documents. */
  readonly documents: string;
  readonly launch: string;
  readonly planPath: string;
  /** Longest that it may take, ms; then it is killed. */
  readonly limitMs: number;
  /** Present: no file that it writes may grow beyond this, as on a disk that becomes full. */
  readonly mostFileBytes?: number;
  /** The program finds a socket at its file descriptor 3, and its number in `HEATSOAK_BODY`. */
  readonly body?: boolean;
}

/** Of the socket in the program. */
const BODY = 3;

/** Our end of the socket: what the program asks, a line each, and what it is answered. */
export interface ProgramBody {
  readonly asks: AsyncIterable<string>;
  answer(line: string): void;
  close(): void;
}

/** An agent's program that runs. */
export interface ProgramAgent extends ReferenceAgent {
  /** Asks it to end. */
  terminate(): void;
  /** Null where it was not asked for. */
  readonly body: ProgramBody | null;
}

/** The unit of `ulimit -f` in a POSIX shell. */
const BLOCK_BYTES = 512;
/** The limit is set with its signal ignored, so that a write fails as it does on a full disk. */
const WITHIN_LIMIT = 'trap "" XFSZ; ulimit -f "$0" && exec "$@"';

/**
 * Starts the program as a process group of its own: where it is a script, what the script starts ends with it. Its standard input stays
 * open until it has ended or been killed.
 */
export function startProgramAgent(order: ProgramLaunch): ProgramAgent {
  const { documents, launch, planPath, limitMs, mostFileBytes } = order;
  const blocks = Math.ceil((mostFileBytes ?? 0) / BLOCK_BYTES);
  const [program, ...args]: readonly [string, ...string[]] =
    mostFileBytes === undefined
      ? order.command
      : ['sh', '-c', WITHIN_LIMIT, String(blocks), ...order.command];
  const child = spawn(program, [...args, planPath], {
    cwd: documents,
    env: {
      ...process.env,
      [LAUNCH_VARIABLE]: launch,
      ...(order.body ? { HEATSOAK_BODY: String(BODY) } : {}),
    },
    stdio: order.body ? ['pipe', 'ignore', 'pipe', 'pipe'] : ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  // A program that does not read its input may close it.
  child.stdin?.on('error', () => undefined);
  const send = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group has ended already.
    }
  };
  return {
    ...watchedAgent(child, limitMs, send),
    terminate: () => send('SIGTERM'),
    body: order.body ? bodyOf(child.stdio[BODY] as Duplex) : null,
  };
}

function bodyOf(socket: Duplex): ProgramBody {
  // When a program dies before it was answered, its end is reported instead.
  socket.on('error', () => undefined);
  return {
    asks: createInterface({ input: socket }),
    answer: (line) => void socket.write(`${line}\n`),
    close: () => void socket.end(),
  };
}
