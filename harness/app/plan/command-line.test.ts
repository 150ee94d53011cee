import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandLine, shellWord } from './command-line.ts';

test('what needs no quotes has none, everything else is one word', () => {
  expect(
    commandLine('heatsoak run', [
      ['--suite', ['quick', 'a b']],
      ['--candidate', 'my builds/candidate;touch x.json'],
      ['--baseline', undefined],
      ['--store', '-odd'],
      ['--blocks', 4],
      ['--no-reference', true],
      ['--quick-gate', false],
    ]),
  ).toBe(
    "heatsoak run --suite quick --suite 'a b' --candidate 'my builds/candidate;touch x.json' --store=-odd --blocks 4 --no-reference",
  );
});

test('a shell reads back what was meant', () => {
  const text = fc
    .oneof(fc.string({ unit: 'binary-ascii', minLength: 1 }), fc.string({ unit: 'grapheme', minLength: 1 }))
    .filter((each) => !each.includes('\0'));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (words) => {
      const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], {
        encoding: 'utf8',
      });
      expect(printed).toBe(words.map((word) => `${word}\0`).join(''));
    }),
    { numRuns: 40 },
  );
});
