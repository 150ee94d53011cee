import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainJson, plainText } from './plain-text.ts';

const ESC = '\u001b';

test.each([
  ['an escape sequence', `lost${ESC}[2K${ESC}[1G✓ GO`, 'lost\ufffd[2K\ufffd[1G✓ GO'],
  ['a line of its own', 'lost\n::set-output name=verdict::GO', 'lost ::set-output name=verdict::GO'],
  ['a command of GitHub', '  ::add-mask::x', '  : :add-mask::x'],
  ['an older command, in a line', 'a ##[group]x', 'a # #[group]x'],
  ['a command of Azure', '##vso[task.complete]', '# #vso[task.complete]'],
  ['a command of TeamCity', 'x ###teamcity[y]', 'x ## #teamcity[y]'],
  ['a group of Buildkite', '+++ x', ' +++ x'],
  ['a line that is drawn backwards', 'a\u202eb', 'a\ufffdb'],
  ['words of any language', 'ünï 🏔 – 速い ±1 %', 'ünï 🏔 – 速い ±1 %'],
])('%s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

/** Hostile more often than by chance. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '::',
        ':',
        '##',
        '#',
        '[',
        'vso[',
        'teamcity[',
        '\n',
        '\r',
        '\t',
        ESC,
        '\u009b',
        '\u202e',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('whatever it is given, no control character and no command is left, and a second time changes nothing', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const plain = plainText(text);
      expect(plain).not.toMatch(/\p{Cc}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      expect(plain).not.toMatch(/^\s*::|##\w*\[/);
      expect(plainText(plain)).toBe(plain);
    }),
  );
});

test('JSON says the same value, without control characters and commands', () => {
  fc.assert(
    fc.property(fc.dictionary(hostile, hostile), (value) => {
      const text = plainJson(value);
      expect(JSON.parse(text)).toEqual(value);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(text).not.toMatch(/^\s*::|##\w*\[/m);
    }),
  );
});
