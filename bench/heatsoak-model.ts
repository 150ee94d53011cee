import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MIB } from './model-row.ts';

const main = new URL('../dist/harness/cli/main.js', import.meta.url).pathname;

/** Program and arguments of `heatsoak model …` as it is installed: built, which npm does before the scripts that call this. */
export const heatsoakCommand = (...args: readonly string[]): string[] => [
  process.execPath,

  main,
  'model',
  ...args,
];

/** `heatsoak model …` as a user runs it, in a process of its own, whose memory is the command's alone; what it printed. */
export async function heatsoakModel(...args: readonly string[]): Promise<string> {
  const [program = '', ...rest] = heatsoakCommand(...args);
  const { stdout } = await promisify(execFile)(program, rest, { maxBuffer: 64 * MIB });
  return stdout;
}
