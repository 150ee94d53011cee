import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { must } from '../../harness/statistics/must.ts';

const run = promisify(execFile);
/** A launch under valgrind takes ten seconds on an idle host. */
const LIMIT_MS = 300_000;
const MOST_OUTPUT = 64 << 20;

/** What a program did on valgrind's simulated processor. */
export interface Counted {
  readonly stdout: string;
  /** Instructions of the thread that `main` runs on. */
  readonly mainThread: number;
  /** And of all others together. */
  readonly otherThreads: number;
  /** How often those others called a function. */
  readonly callsByOthers: number;
}

/** @param called the function whose calls are counted @param folder a new one for callgrind's reports */
export async function countInstructions(
  command: readonly string[],
  called: string,
  folder: string,
): Promise<Counted> {
  await mkdir(folder);
  const options = ['--tool=callgrind', '-q', '--separate-threads=yes'];
  const { stdout } = await run(
    'valgrind',
    [...options, `--callgrind-out-file=${join(folder, 'report')}`, ...command],
    { timeout: LIMIT_MS, maxBuffer: MOST_OUTPUT },
  );
  // One a thread, numbered from 01; the one without a number has no counts.
  const names = (await readdir(folder)).filter((name) => /-\d+$/.test(name)).sort();
  const [main = '', ...others] = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    stdout,
    mainThread: totalOf(main),
    otherThreads: sum(others.map(totalOf)),
    callsByOthers: sum(others.map((report) => callsIn(report, called))),
  };
}

const totalOf = (report: string): number =>
  Number(must(/^(?:summary|totals): (\d+)/m.exec(report)?.[1], 'the total of a report'));

/** The name of a function stands where it occurs first, its number everywhere; behind a `cfn=` line, how often it was called. */
export function callsIn(report: string, name: string): number {
  const number = new RegExp(`^c?fn=\\((\\d+)\\) ${name}$`, 'm').exec(report)?.[1];
  if (number === undefined) return 0;
  const calls = report.matchAll(new RegExp(`^cfn=\\(${number}\\).*\\ncalls=(\\d+) `, 'gm'));
  return [...calls].reduce((sum, [, count]) => sum + Number(count), 0);
}
