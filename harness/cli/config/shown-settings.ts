import { z } from 'zod';
import { nearestName } from '../../errors/nearest.ts';
import type { NamedCommand, Settings } from '../settings/apply-settings.ts';
import { givenValue } from '../settings/given-value.ts';
import { canBeSet, keysOf, variablesOf } from '../settings/option-place.ts';

/** `heatsoak config`: every option of every command, its value, and what gave it. */
export const shownSettings = z.object({
  /** Null: there is no file here or above. */
  file: z.string().nullable(),
  options: z.array(
    z.object({
      command: z.string(),
      option: z.string(),
      /** Null: none. */
      value: z.union([z.boolean(), z.number(), z.string(), z.array(z.unknown())]).nullable(),
      source: z.enum(['env', 'config', 'default']),
      /** The variable, or the file with its JSON path; null for a default. */
      where: z.string().nullable(),
      /** The variable and the key that it could be given by. */
      variable: z.string(),
      key: z.string(),
    }),
  ),
  /** Variables that give nothing and are nearly the name of one that would. */
  mistyped: z.array(z.object({ variable: z.string(), near: z.string() })),
});
export type ShownSettings = z.infer<typeof shownSettings>;
type ShownOption = ShownSettings['options'][number];

/** Variables that are no options: folders of this user. */
const FOLDERS: readonly string[] = ['HEATSOAK_CACHE', 'HEATSOAK_LEASES'];

/** @param all every command of the program */
export function settingsShown(all: readonly NamedCommand[], settings: Settings): ShownSettings {
  const options = all.flatMap((each) => optionsOf(each, settings));
  const known = [
    ...new Set(
      all.flatMap(({ name, command }) =>
        command.options.flatMap((option) => variablesOf({ command: name, option })),
      ),
    ),
  ];
  const mistyped = Object.keys(settings.env)
    .filter((name) => name.startsWith('HEATSOAK_') && ![...known, ...FOLDERS].includes(name))
    .flatMap((variable) => {
      const near = nearestName(variable, known);
      return near ? [{ variable, near }] : [];
    });
  return { file: settings.found?.path ?? null, options, mistyped };
}

const optionsOf = ({ name, command }: NamedCommand, { env, found }: Settings): ShownOption[] =>
  command.options.flatMap((option) => {
    const place = { command: name, option };
    if (!canBeSet(place)) return [];
    const given = givenValue(place, env, found);
    const held: unknown = command.getOptionValue(option.attributeName());
    const value = option.negate ? held === false : held;
    return [
      {
        command: name,
        option: option.long ?? option.flags,
        value: (value ?? null) as ShownOption['value'],
        source: given?.source ?? 'default',
        where: given?.where ?? null,
        // The one that speaks of most commands.
        variable: variablesOf(place).at(-1) ?? '',
        key: `$.${(keysOf(place).at(-1) ?? []).join('.')}`,
      },
    ];
  });
