import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { program } from '../program.ts';
import { candidates, type NameKind } from './candidates.ts';

const there: Readonly<Record<NameKind, readonly string[]>> = {
  run: ['latest', '2026-01-01T03-00-00Z-aaaaaa'],
  device: ['iphone-15', 'iphone-16'],
  suite: ['quick', 'sustained'],
  metric: ['decode_rate'],
  verdict: ['GO', 'NO-GO'],
};

async function wordsFor(...words: string[]): Promise<string[]> {
  const root = (await program(words)) as unknown as CommandUnknownOpts;
  return (await candidates(root, words, async (kind) => there[kind])).map(({ word }) => word);
}

test.each<[string, string[], string[]]>([
  ['the beginning of a command', ['compa'], ['compare']],
  ['a command of a group', ['model', 'insp'], ['inspect']],
  ['an option', ['run', '--sui'], ['--suite']],
  ['the value of an option', ['run', '--suite', ''], ['quick', 'sustained']],
  ['a value that has choices', ['compare', 'a', 'b', '--fail-on', ''], ['worse']],
  ['a run', ['report', ''], ['latest', '2026-01-01T03-00-00Z-aaaaaa']],
  ['a second run', ['compare', 'latest', '2026'], ['2026-01-01T03-00-00Z-aaaaaa']],
  ['a run behind an option and its value', ['derive', '--out', 'x', 'lat'], ['latest']],
  ['a phone', ['history', '--device', 'iphone-16'], ['iphone-16']],
  ['a phone that a command takes', ['devices', 'release', ''], ['iphone-15', 'iphone-16']],
  ['a verdict', ['runs', '--verdict', 'NO'], ['NO-GO']],
  ['a file: the shell knows it better', ['run', '--candidate', ''], []],
  ['nothing that is known', ['nonsense', 'x'], []],
])('%s', async (_, words, found) => {
  expect(await wordsFor(...words)).toEqual(found);
});

test('behind nothing every command is offered, and names are asked for only where one is to be typed', async () => {
  const root = (await program([''])) as unknown as CommandUnknownOpts;
  const asked: NameKind[] = [];
  const found = await candidates(root, [''], async (kind) => {
    asked.push(kind);
    return [];
  });
  expect(found.map(({ word }) => word)).toEqual(root.commands.map((command) => command.name()));
  expect(found.every(({ means }) => means !== '')).toBe(true);
  expect(asked).toEqual([]);
});
