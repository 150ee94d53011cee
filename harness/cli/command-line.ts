import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { printError, wantsJson } from '../terminal/terminal.ts';
import { guardProcess } from './guard-process.ts';
import { withLlamaBenchSpelling } from './llama-bench-spelling.ts';
import { program } from './program.ts';
import { findConfigPath } from './settings/config-path.ts';

/** Runs the command that was typed. What goes wrong is printed; the process ends with its code. */
export async function commandLine(): Promise<void> {
  const json = wantsJson();
  guardProcess(json);
  const argv = withLlamaBenchSpelling(process.argv);
  try {
    const words = argv.slice(2);
    const line = await program(words);
    await putSettingsBehind(line as unknown as CommandUnknownOpts, words);
    await line.parseAsync(argv);
  } catch (error) {
    process.exitCode = printError(error, json);
  }
}

const OF_HELP = ['--help', '-h', 'help', '--version', '-V'];

/** What reads the file is loaded only where there is something to be read: help and version stay quick, whatever the file says. */
async function putSettingsBehind(line: CommandUnknownOpts, words: readonly string[]): Promise<void> {
  if (words.length === 0 || words.some((word) => OF_HELP.includes(word))) return;
  const isSet = Object.keys(process.env).some((name) => name.startsWith('HEATSOAK_'));
  if (!isSet && findConfigPath(process.cwd()) === null) return;
  const { withSettings } = await import('./settings/with-settings.ts');
  await withSettings(line, words, process.cwd());
}
