import { expect, test } from 'vitest';
import { type MetadataValue, type Scalar, ValueType } from '../gguf/gguf-types.ts';
import { vocabularyOf } from './gguf-vocabulary.ts';

const list = (elementType: number, value: readonly Scalar[]): MetadataValue => ({
  type: ValueType.ARRAY,
  elementType,
  value,
});
const metadata = (pieces: readonly string[], scores: readonly number[]) =>
  new Map([
    ['tokenizer.ggml.model', { type: ValueType.STRING, elementType: null, value: 'llama' }],
    ['tokenizer.ggml.tokens', list(ValueType.STRING, pieces)],
    ['tokenizer.ggml.scores', list(ValueType.F32, scores)],
  ]);

test('types may be missing: all pieces are normal then', () => {
  expect(vocabularyOf(metadata(['a', 'b'], [0, -1]))).toMatchObject({ types: [1, 1], bos: null });
});

test.each([
  ['lists of different lengths', metadata(['a', 'b'], [0]), /different lengths/],
  ['a piece of a megabyte', metadata(['a'.repeat(1 << 20)], [0]), /a piece of 1048576 characters/],
  ['a score that is not a number', metadata(['a'], [Number.NaN]), /not a finite number/],
])('%s are refused before anything is made of them', (_, broken, says) => {
  expect(() => vocabularyOf(broken)).toThrow(
    expect.objectContaining({ code: 'GGUF_METADATA', message: expect.stringMatching(says) }),
  );
});
