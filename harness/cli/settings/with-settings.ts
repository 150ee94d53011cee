import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { CommandEntry } from '../../terminal/command-entry.ts';
import { commands } from '../commands.ts';
import { applySettings, commandsIn, mustBeCommands, type Settings } from './apply-settings.ts';
import { findConfig } from './find-config.ts';

/** Names of all commands, as they stand below `commands` in the file. */
const namesOf = (entries: readonly CommandEntry[], path = ''): string[] =>
  entries.flatMap(({ name, commands: below = [] }) => {
    const own = `${path} ${name}`.trim();
    return [own, ...namesOf(below, own)];
  });

/**
 * Puts the environment and `heatsoak.config.json` behind the options of every command that the words name.
 * @throws HeatsoakError what is wrong there
 */
export async function withSettings(
  root: CommandUnknownOpts,
  words: readonly string[],
  folder: string,
): Promise<void> {
  const settings: Settings = { env: process.env, found: await findConfig(folder) };
  if (settings.found) mustBeCommands(settings.found, namesOf(commands));
  for (const each of commandsIn(root)) if (isNamed(each.name, words)) applySettings(each, settings);
}

/** `config` shows every command's options. */
const isNamed = (name: string, words: readonly string[]): boolean =>
  words[0] === 'config' || name.split(' ').every((word) => words.includes(word));
