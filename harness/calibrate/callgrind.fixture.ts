import { execFile, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { contenders } from './calibration-document.ts';
import { type Contender, contender } from './contender.ts';
import type { InstructionCounter } from './instruction-counter.ts';

const run = promisify(execFile);
const LIMIT_MS = 60_000;

/** Why valgrind cannot be used here; null where it can. */
export const callgrindMissing = (): Promise<string | null> =>
  run('valgrind', ['--version'], { timeout: LIMIT_MS }).then(
    () => null,
    () => 'valgrind is not installed',
  );

/** A contender on valgrind's simulated processor, which counts nothing before it is told to. @param out where counts are written */
export function underCallgrind(
  name: (typeof contenders)[number],
  out: string,
  command: readonly string[],
): Promise<Contender> {
  const options = ['--tool=callgrind', '--instr-atstart=no', '--smc-check=all-non-file', '-q'];
  return contender(
    name,
    spawn('valgrind', [...options, `--callgrind-out-file=${out}`, ...command], {
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  );
}

/** Counts what a contender under callgrind executes, as perf events count it where a kernel has them. */
export function callgrindCounter(out: string): InstructionCounter {
  const tell = (pid: number, ...order: string[]) =>
    run('callgrind_control', [...order, `${pid}`], { timeout: LIMIT_MS });
  return {
    async count(pid, work) {
      await tell(pid, '-i', 'on');
      await tell(pid, '-z');
      const result = await work();
      await tell(pid, '-d');
      return { result, count: await lastCount(out) };
    },
  };
}

/** Each order to dump writes a file of its own: `<out>.1`, `<out>.2` … */
async function lastCount(out: string): Promise<number | null> {
  const dumps = (await readdir(dirname(out))).filter((name) => name.startsWith(`${basename(out)}.`));
  const text = await readFile(`${out}.${dumps.length}`, 'utf8').catch(() => '');
  const count = Number(/^(?:summary|totals): (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
  return Number.isFinite(count) ? count : null;
}

/** The folder's file that one contender's counts go to. */
export const countsIn = (folder: string, name: string): string => join(folder, `callgrind.${name}`);
