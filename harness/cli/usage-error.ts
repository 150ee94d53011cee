import type { CommanderError, CommandUnknownOpts } from '@commander-js/extra-typings';
import { HeatsoakError } from '../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../errors/nearest.ts';

/**
 * Turns Commander's own errors into ours: help and version succeed, everything else is wrong usage (exit 2), reported once
 * and with the help that belongs to the command.
 * @param args what was typed behind `heatsoak`
 */
export function usageError(
  error: CommanderError,
  command: CommandUnknownOpts,
  args: readonly string[],
): HeatsoakError {
  const hint = `see ${pathOf(command)} --help`;
  return new HeatsoakError('USAGE', messageOf(error, command, args), { hint });
}

function messageOf(error: CommanderError, command: CommandUnknownOpts, args: readonly string[]): string {
  if (error.code === 'commander.help') return 'a command is missing';
  // A mistyped option also leaves the right one missing: only the mistyped one is reported.
  const mistyped =
    error.code === 'commander.missingMandatoryOptionValue' ? unknownOption(command, args) : null;
  if (mistyped !== null) return mistyped;
  return withNearestChoice(error.message)
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(' is invalid. ', ' is invalid: ')
    .replace(/^required option (.*) not specified$/, 'the option $1 is missing');
}

/** Commander lists the choices of an option or an argument, and names none of them as the nearest. */
function withNearestChoice(message: string): string {
  const found = /'([^']*)' is invalid(?: for argument '[^']*')?\. Allowed choices are (.*)\.$/s.exec(message);
  const near = found?.[1] && found[2] ? nearestName(found[1], found[2].split(', ')) : undefined;
  return near === undefined ? message : `${message.slice(0, -1)}${didYouMean(near)}`;
}

function unknownOption(command: CommandUnknownOpts, args: readonly string[]): string | null {
  const known = ['--help', ...command.options.flatMap((option) => option.long ?? [])];
  const typed = args.flatMap((each) => /^--[^=]+/.exec(each)?.[0] ?? []);
  const unknown = typed.find((each) => !known.includes(each));
  if (unknown === undefined) return null;
  const near = nearestName(unknown, known);
  return `unknown option '${unknown}'${near ? `; did you mean ${near}?` : ''}`;
}

/** Such as `heatsoak history mark`. */
function pathOf(command: CommandUnknownOpts): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
