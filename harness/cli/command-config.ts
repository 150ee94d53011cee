import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../errors/nearest.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { type ShownSettings, settingsShown } from './config/shown-settings.ts';
import { commandsIn, type NamedCommand } from './settings/apply-settings.ts';
import { findConfig } from './settings/find-config.ts';

export const configCommand = () =>
  new Command('config')
    .argument('[command...]', 'a command, such as run or history mark: all its options')
    .addHelpText(
      'after',
      `
Every option can stand in heatsoak.config.json, which is looked for here and in the folders above, or in a variable; several values
of a variable stand between semicolons. The command line wins over variables, these over the file, the file over the default.

Examples:
  $ heatsoak config
  $ heatsoak config run
  $ HEATSOAK_RUN_FAIL_FAST=true heatsoak config run
`,
    )
    .action(async (words, _, command) => {
      const terminal = openTerminal();
      const all = commandsIn(rootOf(command as unknown as CommandUnknownOpts));
      const shown = settingsShown(all, { env: process.env, found: await findConfig(process.cwd()) });
      const asked = words.join(' ');
      mustBeCommand(asked, all);
      const options = shown.options.filter((each) =>
        asked === '' ? each.source !== 'default' : each.command === asked,
      );
      sayFile(terminal, shown);
      terminal.table(options.map(rowOf));
      if (options.length === 0)
        terminal.say(asked === '' ? 'every option has its default' : `${asked} has no option`);
      for (const { variable, near } of shown.mistyped)
        terminal.note(`! ${variable} gives nothing; did you mean ${near}?`);
      terminal.document({ ...shown, options: asked === '' ? shown.options : options });
    });

/** A mistyped command would read as one without options. */
function mustBeCommand(asked: string, all: readonly NamedCommand[]): void {
  const names = all.map(({ name }) => name);
  if (asked === '' || names.includes(asked)) return;
  throw new HeatsoakError('USAGE', `unknown command '${asked}'${didYouMean(nearestName(asked, names))}`, {
    hint: 'see heatsoak --help',
  });
}

const rootOf = (command: CommandUnknownOpts): CommandUnknownOpts =>
  command.parent ? rootOf(command.parent) : command;

function sayFile(terminal: Terminal, { file }: ShownSettings): void {
  terminal.say(
    file === null ? 'no heatsoak.config.json here or above; heatsoak init writes one' : `read: ${file}`,
  );
}

const rowOf = ({
  command,
  option,
  value,
  source,
  where,
  variable,
  key,
}: ShownSettings['options'][number]): string[] => [
  command,
  option,
  Array.isArray(value) ? value.join(', ') : String(value ?? '–'),
  source === 'default' ? `default; ${variable} or ${key}` : `${source}: ${where}`,
];
