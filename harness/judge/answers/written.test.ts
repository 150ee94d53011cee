import { expect, test } from 'vitest';
import type { Piece } from '../../protocol/piece.ts';
import { visible, writtenAnswer, writtenAround } from './written.ts';

const pieces = new Map<number, Piece>(
  [
    { id: 0, control: '<|end|>' },
    { id: 1, text: ' 2033' },
    { id: 2, text: '-01' },
    { id: 3, bytes: 'f09f' },
    { id: 4, bytes: '9982' },
    { id: 5, text: '\n' },
  ].map((piece) => [piece.id, piece as Piece]),
);

test('an answer ends at the first mark between turns', () => {
  expect(writtenAnswer([1, 2, 0, 1, 77], pieces)).toEqual({
    text: ' 2033-01',
    isUtf8: true,
    ids: [1, 2],
    ended: true,
  });
});

test('bytes of several tokens make one character', () => {
  expect(writtenAnswer([3, 4], pieces)).toMatchObject({ text: '🙂', isUtf8: true });
});

test('a character that the last token cuts is no fault; one that is cut in the middle or by the end is', () => {
  expect(writtenAnswer([1, 3], pieces)).toMatchObject({ text: ' 2033', isUtf8: true });
  expect(writtenAnswer([3, 1], pieces)).toMatchObject({ isUtf8: false });
  expect(writtenAnswer([1, 3, 0], pieces)).toMatchObject({ isUtf8: false });
});

test('a token of which nothing is known makes the text unknown', () => {
  expect(writtenAnswer([1, 99], pieces)).toBeNull();
  expect(writtenAnswer([1], undefined)).toBeNull();
  expect(writtenAround([1, 99], 0, pieces)).toBeNull();
});

test('the text around a token is cut at both ends and shows marks by name', () => {
  const long = Array.from({ length: 40 }, () => 2);
  expect(writtenAround(long, 20, pieces)).toBe(`…${'-01'.repeat(25)}…`);
  expect(writtenAround([1, 0, 5], 1, pieces)).toBe(' 2033<|end|>\\n');
});

test('a text that is shown keeps families of emoji and hides no control character', () => {
  expect(visible('👩‍👧 a\u202eb\u0007')).toBe('👩‍👧 a\\u{202e}b\\u{7}');
  expect(visible('abcdef', 3)).toBe('abc…');
});
