import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonProblem } from './json-problem.ts';

function problemOf(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return jsonProblem(text, error);
  }
}

test.each([
  ['a stray word', '{\n  "a": 1,\n  b\n}', /^line 3, column 3: /],
  [
    'a value without quotes, lines before the end',
    '{\n  "name": "x",\n  "threads": four,\n  "a": 1,\n  "b": 2\n}',
    /^line 3, column 14: a word that JSON does not know \(four\)$/,
  ],
  ['a comma too many', '{\n  "a": 1,\n}', /^line 3, column 1: /],
  ['a comma that is missing', '{\n  "a": 1\n  "b": 2\n}', /^line 3, column 3: a comma is missing/],
  ['a comment', '{\n  // a\n  "b": 2\n}', /^line 2, column 3: JSON has no comments/],
  [
    'a line that is broken in a text',
    '{\n  "a": "x\ny"\n}',
    /^line 2, column 8: a text has no closing quote/,
  ],
  ['a byte order mark', '\ufeff{"a": 1}', /^it begins with a byte order mark/],
  ['an early end', '{\n  "a": 1', /^line 2, column 9: /],
  ['nothing at all', ' \n', /^the file is empty$/],
])('%s is found by line and column', (_, text, sentence) => {
  expect(problemOf(text)).toMatch(sentence);
});

test('whatever is wrong lies inside the text or right behind it', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[[\]{}",:a1\n ]{1,40}$/), (text) => {
      const at = /^line (\d+), column (\d+): ./.exec(problemOf(text) ?? '');
      const lines = text.split('\n');
      if (!at) return;
      expect(Number(at[1])).toBeLessThanOrEqual(lines.length);
      expect(Number(at[2])).toBeLessThanOrEqual((lines[Number(at[1]) - 1]?.length ?? 0) + 1);
    }),
  );
});
