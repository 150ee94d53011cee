import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';

/** A word that may stand where the cursor is, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly means: string;
}

/** What a word that is no command and no option may be: the name of something that is there. */
export type NameKind = 'run' | 'device' | 'suite' | 'metric' | 'verdict';

/** What has been typed before the word at the cursor. */
interface Place {
  readonly command: CommandUnknownOpts;
  /** Words behind the command that are no options. */
  readonly operands: number;
  /** The option whose value is being typed. */
  readonly option: Option | undefined;
}

/**
 * The words that fit, by what was typed behind `heatsoak`; the last one may be empty or a part. None where a file is to be named,
 * or nothing is known: the shell completes files then.
 * @param namesOf asks for names only where one is to be typed: reading them takes time
 */
export async function candidates(
  root: CommandUnknownOpts,
  words: readonly string[],
  namesOf: (kind: NameKind) => Promise<readonly string[]>,
): Promise<Candidate[]> {
  const typed = words.at(-1) ?? '';
  const place = placeOf(root, words.slice(0, -1));
  const all = place.option
    ? await valuesOf(place.option, namesOf)
    : typed.startsWith('-')
      ? optionsOf(place.command)
      : [...commandsOf(place), ...(await operandsOf(place, namesOf))];
  return all.filter(({ word }) => word.startsWith(typed));
}

function placeOf(root: CommandUnknownOpts, words: readonly string[]): Place {
  let place: Place = { command: root, operands: 0, option: undefined };
  for (const word of words) {
    if (place.option) place = { ...place, option: undefined };
    else if (word.startsWith('-')) place = { ...place, option: optionTaking(place.command, word) };
    else {
      const below = place.operands === 0 && place.command.commands.find((each) => each.name() === word);
      place = below
        ? { command: below, operands: 0, option: undefined }
        : { ...place, operands: place.operands + 1 };
    }
  }
  return place;
}

/** The option of this spelling, where its value is the next word. */
const optionTaking = (command: CommandUnknownOpts, word: string): Option | undefined =>
  command.options.find((option) => (option.long === word || option.short === word) && option.required);

const named = (words: readonly string[]): Candidate[] => words.map((word) => ({ word, means: '' }));

const kindOfOption: Readonly<Record<string, NameKind>> = {
  '--device': 'device',
  '--suite': 'suite',
  '--metric': 'metric',
  '--verdict': 'verdict',
  '--run': 'run',
  '--from': 'run',
};

async function valuesOf(
  { argChoices, long }: Option,
  namesOf: (kind: NameKind) => Promise<readonly string[]>,
): Promise<Candidate[]> {
  if (argChoices) return named(argChoices);
  const kind = kindOfOption[long ?? ''];
  return kind === undefined ? [] : named(await namesOf(kind));
}

const optionsOf = (command: CommandUnknownOpts): Candidate[] =>
  [
    ...command.options.filter(({ hidden }) => !hidden),
    command.createOption('--help', 'what it does'),
  ].flatMap(({ long, description }) => (long ? [{ word: long, means: description }] : []));

const commandsOf = ({ command, operands }: Place): Candidate[] =>
  operands > 0 ? [] : command.commands.map((each) => ({ word: each.name(), means: each.description() }));

/** How commands call what they take, where that has a name. */
const kindOfArgument: Readonly<Record<string, NameKind>> = {
  run: 'run',
  a: 'run',
  b: 'run',
  device: 'device',
};

async function operandsOf(
  { command, operands }: Place,
  namesOf: (kind: NameKind) => Promise<readonly string[]>,
): Promise<Candidate[]> {
  const all = command.registeredArguments;
  const argument = all[operands] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  const kind = kindOfArgument[argument?.name() ?? ''];
  return kind === undefined ? [] : named(await namesOf(kind));
}
