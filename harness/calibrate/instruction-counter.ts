import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { promisify } from 'node:util';

/** Counts what a process executes while some work is done, without changing the process. */
export interface InstructionCounter {
  /** @returns the work's own result, and the count of all threads of the process; null where this one failed */
  count<T>(
    pid: number,
    work: () => Promise<T>,
  ): Promise<{ readonly result: T; readonly count: number | null }>;
}

/** Executed outside of the kernel: what the kernel does for a process depends on its neighbours. */
export const INSTRUCTIONS = 'instructions:u';
/** So that its numbers have points and no commas of their own. */
const env = { ...process.env, LC_ALL: 'C' };
/** Longest wait for perf to answer; it answers within milliseconds on an idle host. */
const LIMIT_MS = 30_000;

/** Linux's perf events. @param event one of perf's own; @returns or why this host has none */
export async function instructionCounter(
  event: string = INSTRUCTIONS,
): Promise<InstructionCounter | { readonly missing: string }> {
  const run = promisify(execFile);
  const probe = await run('perf', ['stat', '-x,', '-e', event, 'true'], { timeout: LIMIT_MS, env }).then(
    ({ stderr }) => stderr,
    (error: unknown) => error,
  );
  if (typeof probe !== 'string') return { missing: whyNot(probe) };
  if (countIn(probe, event) === null) return { missing: `this host's kernel does not count ${event}` };
  return { count: (pid, work) => counted(event, pid, work) };
}

function whyNot(error: unknown): string {
  const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') return 'perf is not installed';
  return `perf cannot be used: ${stderr.trim().split('\n')[0] || String(error)}`;
}

async function counted<T>(event: string, pid: number, work: () => Promise<T>) {
  const perf = attach(event, pid);
  try {
    const isCounting = await perf.tell('enable');
    const result = await work();
    const isWhole = await perf.tell('disable');
    const said = await perf.end();
    return { result, count: isCounting && isWhole ? countIn(said, event) : null };
  } finally {
    perf.kill();
  }
}

/** perf beside a process that runs; it begins to count when it is told to. */
function attach(event: string, pid: number) {
  const child = spawn(
    'perf',
    ['stat', '-x,', '-D', '-1', '-e', event, '--control', 'fd:3,4', '-p', `${pid}`],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], env },
  );
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString('utf8');
  });
  const [orders, answers] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  // A perf that ended answers nothing, and so it is known.
  for (const each of [child, orders, answers]) each.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    /** Whether it answered. */
    async tell(order: 'enable' | 'disable'): Promise<boolean> {
      const answered = heard(answers, child);
      orders.write(`${order}\n`);
      return answered;
    },
    async end(): Promise<string> {
      child.kill('SIGINT');
      await Promise.race([closed, pause()]);
      return said;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

async function heard(answers: Readable, child: ChildProcess): Promise<boolean> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(LIMIT_MS)]);
  const never = () => false;
  try {
    return await Promise.race([
      once(answers, 'data', { signal }).then(() => true, never),
      once(child, 'close', { signal }).then(never, never),
    ]);
  } finally {
    stop.abort();
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref());

/** perf's line `<count>,<unit>,<event>,…`; null for what it could not count. */
function countIn(said: string, event: string): number | null {
  const line = said.split('\n').find((each) => each.split(',')[2] === event);
  const count = Number(line?.split(',')[0] || Number.NaN);
  return Number.isFinite(count) && count > 0 ? count : null;
}
