import { expect, test } from 'vitest';
import { doubledToken, refuseDoubledToken } from './doubled-token.ts';
import { type Metadata, ValueType } from './gguf-types.ts';

const vocabulary = (...tokens: string[]): Metadata =>
  new Map([
    ['tokenizer.ggml.tokens', { type: ValueType.ARRAY, elementType: ValueType.STRING, value: tokens }],
  ]);

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
