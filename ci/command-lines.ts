import { program } from '../harness/cli/program.ts';
import { messageOf } from '../harness/errors/heatsoak-error.ts';

/** The lines of a script that call heatsoak, each as its words behind that name; a line that ends in a backslash goes on. */
export const heatsoakCalls = (script: string): string[][] =>
  script
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim().replace(/^\$ /, ''))
    .filter((line) => /^heatsoak( |$)/.test(line))
    .map((line) => wordsOf(line.replace(/\s+(?:#|>|\|\||\||&&).*$/, '')).slice(1));

/** As a shell splits them, without what it would put in place of variables. */
const wordsOf = (line: string): string[] =>
  (line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replaceAll(/["']/g, ''));

/** What our own reader of options minds in such a call; null: nothing. */
export async function problemIn(words: readonly string[]): Promise<string | null> {
  let command = await program(words);
  let rest = [...words];
  for (;;) {
    const next = command.commands.find((each) => each.name() === rest[0]);
    if (!next) break;
    [command, rest] = [next as typeof command, rest.slice(1)];
  }
  if (rest.length === words.length) return `there is no command ${words[0] ?? ''}`;
  try {
    const { operands, unknown } = command.parseOptions(rest);
    if (unknown.length > 0) return `${command.name()} knows no ${unknown[0]}`;
    return lackIn(command, rest, operands.length);
  } catch (error) {
    return messageOf(error);
  }
}

function lackIn(
  command: Awaited<ReturnType<typeof program>>,
  words: readonly string[],
  operands: number,
): string | null {
  const required = command.registeredArguments.filter((argument) => argument.required).length;
  if (operands < required) return `${command.name()} wants ${required} arguments`;
  const takesMore = command.registeredArguments.at(-1)?.variadic === true;
  if (operands > command.registeredArguments.length && !takesMore)
    return `${command.name()} wants no more arguments`;
  const option = command.options.find((each) => each.mandatory && !words.includes(each.long ?? ''));
  return option ? `${command.name()} wants ${option.long}` : null;
}
