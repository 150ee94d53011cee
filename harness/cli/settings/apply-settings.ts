import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { HeatsoakError, messageOf } from '../../errors/heatsoak-error.ts';
import { didYouMean, nearestName } from '../../errors/nearest.ts';
import type { FoundConfig } from './find-config.ts';
import { type Environment, type GivenValue, givenValue } from './given-value.ts';
import { canBeSet, type OptionPlace } from './option-place.ts';

/** What stands behind the command line. */
export interface Settings {
  readonly env: Environment;
  readonly found: FoundConfig | null;
}

/** A command with its words: `history mark`. */
export interface NamedCommand {
  readonly name: string;
  readonly command: CommandUnknownOpts;
}

/** Every command below one, and itself. */
export function commandsIn(command: CommandUnknownOpts, name = ''): NamedCommand[] {
  const below = command.commands.flatMap((each) => commandsIn(each, `${name} ${each.name()}`.trim()));
  return name === '' ? below : [{ name, command }, ...below];
}

/**
 * Gives every option of a command what the environment or the file says, in place of its default. What is typed afterwards takes
 * its place: the command line wins over the environment, that over the file, the file over the default.
 * Commander's own reading of variables knows no `false` for a flag and no list, so it is not used.
 * @throws HeatsoakError `USAGE` or `CONFIG_KEY_UNKNOWN`, naming the variable, or the file with its JSON path
 */
export function applySettings({ name, command }: NamedCommand, { env, found }: Settings): void {
  if (found) mustBeOptions({ name, command }, found);
  for (const option of command.options) {
    const place: OptionPlace = { command: name, option };
    const given = canBeSet(place) ? givenValue(place, env, found) : null;
    if (given) setOption(command, place, given);
  }
}

function setOption(command: CommandUnknownOpts, { option }: OptionPlace, given: GivenValue): void {
  const name = option.attributeName();
  const { parseArg } = option;
  command.setOptionValueWithSource(name, readValue(option, given), given.source);
  if (!parseArg) return;
  // A list that is typed takes the place of the given one; without this it would be added to it.
  option.parseArg = (<T>(text: string, before: T) =>
    parseArg(text, command.getOptionValueSource(name) === 'cli' ? before : undefined)) as typeof parseArg;
}

type ReadOption = CommandUnknownOpts['options'][number];

function readValue(option: ReadOption, given: GivenValue): unknown {
  const { where, value } = given;
  const refuse = (why: string, cause?: unknown): HeatsoakError =>
    new HeatsoakError('USAGE', `${option.long} from ${where}: ${why}`, {
      where,
      hint: `correct it there, or type ${option.long}, which wins`,
      cause,
    });
  if (option.isBoolean() || option.negate) {
    const flag = asFlag(value);
    if (flag === null) throw refuse(`${JSON.stringify(value)} is neither true nor false`);
    return flag;
  }
  if (typeof value === 'boolean') throw refuse('it takes a value, and no true or false');
  const { parseArg } = option;
  if (!parseArg && Array.isArray(value)) throw refuse('it takes one value, and no list');
  if (!parseArg) return String(value);
  try {
    return textsOf(given).reduce<unknown>((before, text) => parseArg(text, before), undefined);
  } catch (cause) {
    throw refuse(messageOf(cause), cause);
  }
}

/** A variable holds several values between semicolons. */
function textsOf({ source, value }: GivenValue): string[] {
  if (Array.isArray(value)) return value;
  return source === 'env' ? String(value).split(';') : [String(value)];
}

const FLAGS: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, 1: true, on: true },
  ...{ false: false, no: false, 0: false, off: false },
};

const asFlag = (value: GivenValue['value']): boolean | null =>
  typeof value === 'boolean' ? value : (FLAGS[String(value).toLowerCase()] ?? null);

/** Every key below `commands.<name>` must be an option of that command. */
function mustBeOptions({ name, command }: NamedCommand, { path, config }: FoundConfig): void {
  const known = command.options
    .filter((option) => canBeSet({ command: name, option }))
    .map((option) => option.attributeName());
  for (const key of Object.keys(config.commands?.[name] ?? {})) {
    if (!known.includes(key))
      throw unknownKey(`an option "${key}" of ${name}`, key, known, `${path} $.commands.${name}`);
  }
}

/** Every key below `commands` must be a command. @throws HeatsoakError `CONFIG_KEY_UNKNOWN` */
export function mustBeCommands({ path, config }: FoundConfig, known: readonly string[]): void {
  for (const name of Object.keys(config.commands ?? {}))
    if (!known.includes(name)) throw unknownKey(`a command "${name}"`, name, known, `${path} $.commands`);
}

const unknownKey = (what: string, key: string, known: readonly string[], where: string): HeatsoakError =>
  new HeatsoakError(
    'CONFIG_KEY_UNKNOWN',
    `${where}: there is no such thing as ${what}${didYouMean(nearestName(key, known))}`,
    {
      where,
      ...(known.length > 0 ? { hint: `known here: ${known.join(', ')}` } : {}),
    },
  );
