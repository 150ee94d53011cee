import { Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { packageVersion } from '../files/package-home.ts';
import type { CommandEntry } from '../terminal/command-entry.ts';
import { commands } from './commands.ts';
import { usageError } from './usage-error.ts';

/**
 * The command line. Of the commands only those are loaded that the words name; the others stand there by name and
 * description, for help and for a word that was mistyped.
 * @param words what was typed behind `heatsoak`; without them every command is loaded
 */
export async function program(words?: readonly string[]): Promise<Command> {
  const root = new Command('heatsoak')
    .description(
      'Measures language models on real iPhones until they throttle, and says whether a build may ship.',
    )
    .version(packageVersion)
    // An option belongs to the command it stands behind, also in a group whose own name is a command.
    .enablePositionalOptions()
    .addHelpText('after', '\nExample:\n  $ heatsoak demo\n');
  // `config` tells of every command's options.
  const named = words?.[0] === 'config' ? undefined : words;
  await addCommands(root as unknown as CommandUnknownOpts, commands, named);
  return withOwnErrors(root as unknown as CommandUnknownOpts, words ?? []) as unknown as Command;
}

async function addCommands(
  parent: CommandUnknownOpts,
  entries: readonly CommandEntry[],
  words: readonly string[] | undefined,
): Promise<void> {
  for (const entry of entries) {
    const isNamed = words === undefined || words.includes(entry.name);
    const command = isNamed ? await entry.load() : (new Command(entry.name) as unknown as CommandUnknownOpts);
    command.description(entry.description);
    if (entry.group) command.helpGroup(entry.group);
    if (isNamed) await addCommands(command, entry.commands ?? [], words);
    parent.addCommand(finished(command, words ?? []));
  }
}

/** Every command ends and speaks JSON in the same way. */
const finished = (command: CommandUnknownOpts, words: readonly string[]): CommandUnknownOpts =>
  withOwnErrors(command, words).addOption(json()).addOption(color()).addOption(noColor());

const json = (): Option => new Option('--json', 'one JSON document on stdout, everything else on stderr');

const color = (): Option => new Option('--color', 'colours, whatever the terminal says');
const noColor = (): Option => new Option('--no-color', 'no colours; NO_COLOR does the same');

/** Commander prints nothing of its own but help; what went wrong is reported by `main`, as every other error. */
function withOwnErrors(command: CommandUnknownOpts, words: readonly string[]): CommandUnknownOpts {
  return command.configureOutput({ outputError: () => undefined }).exitOverride((error): never => {
    if (error.exitCode === 0) process.exit(0);
    throw usageError(error, command, words);
  });
}
