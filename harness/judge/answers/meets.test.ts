import { expect, test } from 'vitest';
import { expectation } from '../../experiment/expectation.ts';
import { meets } from './meets.ts';

test.each([
  ['2033-01-10', ' 2033-01-10', true],
  ['2033-01-10', 'The date is 2033-01-10.', true],
  ['2033-01-10', '20333-01010', false],
  ['2033-01-10', '2033-01-100', false],
  ['2033-01-10', '12033-01-10', false],
  ['2033-01-10', '12033-01-10, that is 2033-01-10', true],
  ['東京', '答えは東京です', true],
  ['naïve', 'naïveté', false],
  ['🙂🙃', '🙂🙃', true],
  ['🙂🙃', '🙃🙂', false],
  ['🙂🙃', '🙂🙂🙃', false],
  ['x = 1;', 'x = 1;\n', true],
])('%s in “%s”: %s', (text, answer, is) => {
  expect(meets({ text }, answer)).toBe(is);
});

test.each([
  ['{"id":"a-7","n":[1,2]}', true],
  ['{"n": [1, 2], "id": "a-7"}', true],
  ['Here it is:\n```json\n{"id": "a-7", "n": [1, 2]}\n```', true],
  ['{"id":"a-7","n":[1,2,2]}', false],
  ['{"id":"a-77","n":[1,2]}', false],
  ['{"id":"a-7","n":[1,2],"x":0}', false],
  ['{"id":"a-7","n":[1,2]', false],
  ['', false],
])('JSON is compared as a value: %s is %s', (answer, is) => {
  expect(meets({ json: { id: 'a-7', n: [1, 2] } }, answer)).toBe(is);
});

test('a pattern is a regular expression', () => {
  expect(meets({ pattern: '^\\s*yes\\b' }, ' yes, it is')).toBe(true);
  expect(meets({ pattern: '^\\s*yes\\b' }, 'no')).toBe(false);
});

test.each([
  [{ pattern: '(' }],
  [{ pattern: '((a+))+$' }],
  [{ pattern: '(a|a)*$' }],
  [{ pattern: 'a'.repeat(301) }],
  [{ json: { id: 2 ** 60 } }],
  [{ text: '' }],
  [{ text: 'a', json: 1 }],
])('%j is no expectation', (value) => {
  expect(expectation.safeParse(value).success).toBe(false);
});
