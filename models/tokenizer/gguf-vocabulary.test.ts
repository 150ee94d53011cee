import { expect, test } from 'vitest';
import { type MetadataValue, type Scalar, ValueType } from '../gguf/gguf-types.ts';
import { rulesOfGguf } from '../prompts/gguf-prompt-rules.ts';
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
  expect(vocabularyOf(metadata(['a', 'b'], [0, -1]))).toMatchObject({ types: [1, 1], eos: null });
});

const id = (value: number): MetadataValue => ({ type: ValueType.U32, elementType: null, value });
test.each([
  ['that the file does not name', {}, { bos: '<s>', eos: '</s>' }],
  ['that the vocabulary does not have', { bos: 999_999, eos: 0xffff_ffff }, { bos: '<s>', eos: '</s>' }],
  ['that the file names', { bos: 3, eos: 0 }, { bos: 'a', eos: '<unk>' }],
])('special ids %s are those of llama.cpp, for the tokenizer as for prompts', (_, ids, texts) => {
  const plain = metadata(['<unk>', '<s>', '</s>', 'a'], [0, 0, 0, -1]);
  const named = Object.entries(ids).map(([name, value]): [string, MetadataValue] => [
    `tokenizer.ggml.${name}_token_id`,
    id(value),
  ]);
  const all = new Map([...plain, ...named]);
  const { pieces, bos, eos, ends, unknown, addBos } = vocabularyOf(all);
  expect({ bos: pieces[bos ?? -1], eos: pieces[eos ?? -1] }).toEqual(texts);
  expect(ends).toContain(eos);
  expect([unknown, addBos]).toEqual([0, true]);
  expect(rulesOfGguf(all)).toMatchObject({ addBos: true, bosText: texts.bos, eosText: texts.eos });
});

test('a default that the vocabulary does not have either is none', () => {
  const one = metadata(['a'], [0]);
  expect(vocabularyOf(one)).toMatchObject({ bos: null, eos: null, ends: [], addBos: false });
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
