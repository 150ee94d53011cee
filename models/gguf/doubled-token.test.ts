import { expect, test } from 'vitest';
import { doubledToken, refuseDoubledToken } from './doubled-token.ts';
import { type Metadata, ValueType } from './gguf-types.ts';
import { parseGguf } from './read-gguf.ts';
import { ggufHeader } from './write-gguf.ts';

const vocabulary = (...tokens: string[]): Metadata =>
  new Map([
    ['tokenizer.ggml.tokens', { type: ValueType.ARRAY, elementType: ValueType.STRING, value: tokens }],
  ]);

/** The same as they are read from a file. */
const inFile = (tokens: readonly string[]): Metadata => {
  const header = ggufHeader(vocabulary(...tokens), []);
  return parseGguf(header, header.length).metadata;
};

test('an entry that is there twice is named with both of its numbers', () => {
  expect(doubledToken(vocabulary('a', 'b', 'c', 'b'))).toBe('the vocabulary has "b" as 1 and as 3');
  expect(() => refuseDoubledToken(vocabulary('x', 'x'), 'm.gguf')).toThrow(
    expect.objectContaining({ code: 'VOCABULARY_TWICE', where: 'm.gguf' }),
  );
});

test('empty entries, bytes that are no text, and no vocabulary at all are none', () => {
  expect(doubledToken(vocabulary('', 'a', ''))).toBeNull();
  expect(doubledToken(vocabulary('\ufffd', '\ufffd'))).toBeNull();
  expect(doubledToken(new Map())).toBeNull();
  refuseDoubledToken(vocabulary('a', 'b'), 'm.gguf');
});

test('a vocabulary of a file is searched as it lies there', () => {
  const texts = ['', 'a', 'b', '', 'ab', 'ähnlich', 'b'];
  expect(doubledToken(inFile(texts))).toBe('the vocabulary has "b" as 2 and as 6');
  expect(doubledToken(inFile(texts.slice(0, -1)))).toBeNull();
});

test('of thousands of entries, many of which look alike to a table, the two that are the same are found', () => {
  const texts = Array.from({ length: 5000 }, (_, i) => `token ${i}`);
  expect(doubledToken(inFile(texts))).toBeNull();
  expect(doubledToken(inFile([...texts, 'token 17']))).toBe(
    'the vocabulary has "token 17" as 17 and as 5000',
  );
});

test('a vocabulary of numbers is refused, and not searched for texts', () => {
  const value = Array.from({ length: 64 }, (_, i) => 2 ** 20 - i);
  const numbers = { type: ValueType.ARRAY, elementType: ValueType.U32, value };
  const header = ggufHeader(new Map([['tokenizer.ggml.tokens', numbers]]), []);
  const { metadata } = parseGguf(header, header.length);
  expect(() => doubledToken(metadata)).toThrow(/is not a list of texts/);
});
