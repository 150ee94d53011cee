import type { Option } from '@commander-js/extra-typings';

/** An option of a command, by the command's words: `history mark`. */
export interface OptionPlace {
  readonly command: string;
  readonly option: Option;
}

/** Options that are asked for once, and that no file can answer for. */
const OF_ONE_CALL = ['help', 'version', 'json', 'color'];

/** Whether an option can stand in the file or in the environment. */
export const canBeSet = ({ option }: OptionPlace): boolean => !OF_ONE_CALL.includes(option.attributeName());

/** An option that takes a file or a folder: in the file its value is relative to the file. */
export const takesPath = ({ option }: OptionPlace): boolean =>
  /<(file|dir|run|[a-z.]*\.(json|pem))>/.test(option.flags);

/** `fail-fast` of `--fail-fast`, `reference` of `--no-reference`. */
const wordOf = (option: Option): string => option.name().replace(/^no-/, '');

const shouted = (text: string): string => text.replace(/[ -]/g, '_').toUpperCase();

/** What every command calls by one name: where it stands at the top of the file, and which options it is. */
interface SharedSetting {
  readonly name: string;
  readonly at: readonly [string, ...string[]];
  isOf(place: OptionPlace): boolean;
}

const hasFlags =
  (...flags: string[]) =>
  ({ option }: OptionPlace): boolean =>
    flags.includes(option.flags);

const MEASURING = ['run', 'plan', 'nightly'];

export const sharedSettings: readonly SharedSetting[] = [
  // `init` writes the file that it names.
  {
    name: 'devices',
    at: ['lab', 'devices'],
    isOf: (place) => place.command !== 'init' && hasFlags('--devices <file>')(place),
  },
  {
    name: 'suite',
    at: ['suites'],
    isOf: (place) => MEASURING.includes(place.command) && hasFlags('--suite <name>')(place),
  },
  { name: 'gate', at: ['gate'], isOf: hasFlags('--gate <file>') },
  { name: 'store', at: ['store', 'calibration'], isOf: hasFlags('--store <dir>') },
  // Commands that measure call the same folder --out.
  {
    name: 'runs',
    at: ['store', 'runs'],
    isOf: (place) =>
      hasFlags('--runs <dir>')(place) ||
      (hasFlags('--out <dir>')(place) && place.option.defaultValue === 'runs'),
  },
  { name: 'publish', at: ['publishers'], isOf: ({ option }) => option.attributeName() === 'publish' },
];

/** Names of the variables that an option is taken from, the more particular first: `HEATSOAK_RUN_GATE`, `HEATSOAK_GATE`. */
export function variablesOf(place: OptionPlace): string[] {
  const own = `HEATSOAK_${shouted(place.command)}_${shouted(wordOf(place.option))}`;
  return [
    own,
    ...sharedSettings.filter(({ isOf }) => isOf(place)).map(({ name }) => `HEATSOAK_${shouted(name)}`),
  ];
}

/** Where an option can stand in the file, the more particular first. */
export function keysOf(place: OptionPlace): (readonly string[])[] {
  const name = place.option.attributeName();
  return [
    ['commands', place.command, name],
    ...(place.command === 'nightly' ? [['nightly', name]] : []),
    ...sharedSettings.filter(({ isOf }) => isOf(place)).map(({ at }) => at),
  ];
}
