import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { startTurns } from '../agent/hosts/start-agent.ts';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import type { contenders } from './calibration-document.ts';

type ContenderName = (typeof contenders)[number];

/** One repetition of one row. */
export interface Turn {
  readonly wallNs: number;
  /** Processor time of the process in the window. */
  readonly cpuNs: number;
}

/** A process with the model loaded that waits for its turn. */
export interface Contender {
  readonly name: ContenderName;
  /** What it said of its llama.cpp. */
  readonly release: string;
  /** Of its process. */
  readonly pid: number;
  turn(row: number): Promise<Turn>;
  close(): void;
}

/** Longest wait for one turn, and for the model to load: far beyond a busy host, short of forever. */
const LIMIT_MS = 10 * 60_000;

/** llama-bench, turn by turn; `args` are llama-bench's own. */
export const nativeContender = (
  name: ContenderName,
  program: string,
  args: readonly string[],
): Promise<Contender> =>
  contender(name, spawn(program, ['--turns', ...args], { stdio: ['pipe', 'pipe', 'pipe'] }));

/** The agent, turn by turn. */
export const agentContender = (name: ContenderName, planPath: string): Promise<Contender> =>
  contender(name, startTurns(planPath));

/**
 * A process that says `ready <release>` and then answers the numbers of rows with times.
 * @throws HeatsoakError `CONTENDER_FAILED` with its last words, when it ends or does not answer
 */
export async function contender(name: ContenderName, child: ChildProcess): Promise<Contender> {
  const answers = answersOf(name, child);
  // A write to a process that has just ended; the missing answer reports its end.
  child.stdin?.on('error', () => undefined);
  const release = await readiness(name, answers).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    name,
    release,
    pid: child.pid ?? 0,
    async turn(row) {
      child.stdin?.write(`${row}\n`);
      const [wallNs = Number.NaN, cpuNs = Number.NaN] = (await answers.next()).split(' ').map(Number);
      if (!(wallNs > 0) || !(cpuNs >= 0)) throw failed(name, 'gave no time');
      return { wallNs, cpuNs };
    },
    close() {
      child.stdin?.end();
      child.kill('SIGKILL');
    },
  };
}

/** The release that a contender names when its model is loaded. */
async function readiness(name: string, answers: { next(): Promise<string> }): Promise<string> {
  const [word, release = ''] = (await answers.next()).split(' ');
  if (word !== 'ready') throw failed(name, `said ${word} instead of ready`);
  return release;
}

function answersOf(name: string, child: ChildProcess): { next(): Promise<string> } {
  if (!child.stdout) throw failed(name, 'has no output');
  const lines: AsyncIterator<string> = (createInterface({ input: child.stdout }) as Interface)[
    Symbol.asyncIterator
  ]();
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2000);
  });
  const end = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(failed(name, error.message)));
  });
  // Nobody waits for it when the process starts as it should.
  end.catch(() => undefined);
  return {
    async next() {
      const late = timeLimit(name);
      try {
        const { value, done } = await Promise.race([lines.next(), end, late.promise]);
        if (done) throw failed(name, `ended: ${lastWords.trim()}`);
        return value;
      } finally {
        late.cancel();
      }
    },
  };
}

function timeLimit(name: string): { promise: Promise<never>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(failed(name, `did not answer within ${LIMIT_MS / 60_000} min`)),
      LIMIT_MS,
    );
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

const failed = (name: string, why: string): HeatsoakError =>
  new HeatsoakError('CONTENDER_FAILED', `${name} ${why}`, {
    hint: 'check that the model loads (heatsoak reference), and that memory holds it three times',
  });
