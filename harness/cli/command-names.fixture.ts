import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** Commands that do something themselves and have commands below them. */
const actingGroups = ['devices', 'history', 'worker'];

/** `run`, `model inspect`, …: the commands of a program that do something. */
export function commandNames(command: CommandUnknownOpts, path = ''): string[] {
  const below = command.commands.flatMap((each) => commandNames(each, `${path} ${each.name()}`.trim()));
  if (command.commands.length === 0) return [path];
  return (actingGroups.includes(path) ? [path, ...below] : below).sort();
}
