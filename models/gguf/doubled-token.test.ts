import { describe, expect, test } from 'vitest';
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

test('empty entries and no vocabulary at all are none', () => {
  expect(doubledToken(vocabulary('', 'a', ''))).toBeNull();
  expect(doubledToken(new Map())).toBeNull();
  refuseDoubledToken(vocabulary('a', 'b'), 'm.gguf');
});

describe.each([
  ['in memory', (...texts: string[]) => vocabulary(...texts)],
  ['in a file', (...texts: string[]) => inFile(texts)],
] as const)('%s entries are compared as llama.cpp does', (_, made) => {
  test('up to their first zero byte', () => {
    expect(doubledToken(made('a', 'zq', 'zq\0'))).toBe('the vocabulary has "zq" as 1 and as 2');
    expect(doubledToken(made('zq\0a', 'b', 'zq\0b'))).toBe('the vocabulary has "zq" as 0 and as 2');
    expect(doubledToken(made('', '\0a', '\0b', 'q\0', 'z\0'))).toBeNull();
  });
  test('whatever they hold: the sign for bytes that are no text is a text as well', () => {
    expect(doubledToken(made('a', '\ufffd', '\ufffd'))).toMatch(/as 1 and as 2$/);
  });
});

test('bytes that are no text are compared as bytes, and not as the sign that stands for them', () => {
  const header = ggufHeader(vocabulary('QZ1', 'QZ2', 'QZ3'), []);
  const at = header.indexOf('QZ1');
  const spoiled = (...last: number[]): Metadata => {
    for (const [i, byte] of last.entries()) header.set([0xff, 0xfe, byte], at + i * (8 + 3));
    return parseGguf(header, header.length).metadata;
  };
  expect(doubledToken(spoiled(0xf0, 0xf1, 0xf2))).toBeNull();
  expect(doubledToken(spoiled(0xf0, 0xf1, 0xf0))).toMatch(/as 0 and as 2$/);
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
