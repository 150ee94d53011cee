import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Piece } from '../../protocol/piece.ts';
import { flawOf } from './flaw.ts';

const written: Piece[] = [
  { id: 0, control: '<|end|>' },
  { id: 1, text: '!' },
  { id: 2, text: ' \n' },
  { id: 3, bytes: 'ff' },
  ...Array.from({ length: 100 }, (_, i) => ({ id: 10 + i, text: ` w${i}` })),
];
const pieces = new Map(written.map((piece) => [piece.id, piece]));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => 10 + i);
const times = (count: number, round: readonly number[]) => Array.from({ length: count }, () => round).flat();

test.each([
  ['nothing', [], 'empty'],
  ['the mark at once, and rubbish after it', [0, 10, 11], 'empty'],
  ['white space', [2, 2], 'empty'],
  ['a byte that is no character', [10, 3, 11], 'not-utf8'],
  ['one character again and again', times(48, [1]), 'one-character'],
  ['one word to the end', times(48, [12]), 'loop'],
  ['a line to the end after a good beginning', [...upTo(20), ...times(5, [40, 41, 42, 43, 44])], 'loop'],
] as const)('an answer of %s is flawed', (_, ids, flaw) => {
  expect(flawOf(ids, pieces)).toBe(flaw);
});

test.each([
  ['a sentence', upTo(40)],
  ['a sentence that stops, and a loop of greedy ids after its end', [...upTo(5), 0, ...times(40, [11])]],
  ['one short character', [1, 0]],
  ['a loop that fills less than half', [...upTo(40), ...times(20, [12])]],
  ['three rounds', [10, 11, ...times(3, upTo(8))]],
  ['repetition that stops by itself, as a copied row of zeros does', [...times(30, [12]), 0]],
  ['a list of one form', times(12, [50]).flatMap((dash, i) => [dash, 60 + i, 2])],
])('%s is sound', (_, ids) => {
  expect(flawOf(ids, pieces)).toBeNull();
});

test('without a vocabulary ids tell of loops and of nothing, and of no more', () => {
  expect(flawOf(times(48, [1]), undefined)).toBe('loop');
  expect(flawOf([], undefined)).toBe('empty');
  expect(flawOf([10, 3, 11], undefined)).toBeNull();
});

test('an answer whose tokens all differ never loops', () => {
  const answers = fc.uniqueArray(fc.integer({ min: 1000, max: 50_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(fc.property(answers, (ids) => flawOf(ids, undefined) === null));
});
