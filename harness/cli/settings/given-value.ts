import { dirname, resolve } from 'node:path';
import type { OptionValue } from '../../experiment/config-file.ts';
import type { FoundConfig } from './find-config.ts';
import { keysOf, type OptionPlace, takesPath, variablesOf } from './option-place.ts';

/** What an option is given as outside the command line, and by what. */
export interface GivenValue {
  readonly source: 'env' | 'config';
  /** The variable, or the file with its JSON path. */
  readonly where: string;
  readonly value: OptionValue;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What stands behind the command line: the environment, then the file. Null where neither says anything. */
export const givenValue = (
  place: OptionPlace,
  env: Environment,
  found: FoundConfig | null,
): GivenValue | null => fromEnvironment(place, env) ?? (found && fromFile(place, found));

function fromEnvironment(place: OptionPlace, env: Environment): GivenValue | null {
  const name = variablesOf(place).find((each) => env[each] !== undefined && env[each] !== '');
  if (name === undefined) return null;
  return { source: 'env', where: name, value: String(env[name]) };
}

function fromFile(place: OptionPlace, { path, config }: FoundConfig): GivenValue | null {
  for (const keys of keysOf(place)) {
    const value = keys.reduce<unknown>(
      (at, key) => (at as Record<string, unknown> | undefined)?.[key],
      config,
    );
    if (value === undefined) continue;
    return {
      source: 'config',
      where: `${path} $.${keys.join('.')}`,
      value: besideFile(place, value as OptionValue, dirname(path)),
    };
  }
  return null;
}

/** A suite is a name or a path; `stored` is the baseline that the store keeps. */
const isPathOf = (place: OptionPlace, text: string): boolean =>
  place.option.attributeName() === 'suite' ? text.endsWith('.json') : takesPath(place) && text !== 'stored';

function besideFile(place: OptionPlace, value: OptionValue, folder: string): OptionValue {
  const beside = (text: string): string => (isPathOf(place, text) ? resolve(folder, text) : text);
  if (typeof value === 'string') return beside(value);
  return Array.isArray(value) ? value.map(beside) : value;
}
