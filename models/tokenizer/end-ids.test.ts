import { expect, test } from 'vitest';
import { type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { endIdsOf } from './end-ids.ts';
import { vocabularyOfGguf } from './read-vocabulary.ts';

function metadata(kind: string, pieces: readonly string[], ids: Readonly<Record<string, number>> = {}) {
  const text = (value: string): MetadataValue => ({ type: ValueType.STRING, elementType: null, value });
  const all: [string, MetadataValue][] = [
    ['tokenizer.ggml.model', text(kind)],
    ['tokenizer.ggml.tokens', { type: ValueType.ARRAY, elementType: ValueType.STRING, value: pieces }],
  ];
  for (const [name, value] of Object.entries(ids))
    all.push([`tokenizer.ggml.${name}_token_id`, { type: ValueType.U32, elementType: null, value }]);
  return new Map(all);
}

test.each([
  ['Phi-3', ['<s>', '</s>', '<|endoftext|>', '<|assistant|>', '<|end|>'], { eos: 2 }, [1, 2, 4]],
  [
    'Llama 3',
    ['a', '<|end_of_text|>', '<|eot_id|>', '<|eom_id|>', '<|start_header_id|>'],
    { eos: 1 },
    [1, 2, 3],
  ],
  ['Gemma', ['<pad>', '<eos>', '<bos>', '<start_of_turn>', '<end_of_turn>'], { eos: 1 }, [1, 4]],
  ['Qwen', ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|file_sep|>'], { eos: 2 }, [0, 2, 3]],
  ['gpt-oss', ['<|start|>', '<|end|>', '<|return|>', '<|call|>'], { eos: 2 }, [2, 3]],
  ['Gemma 4', ['</s>', '<eos>', '<|tool_response>', '<turn|>'], { eos: 1 }, [1, 2, 3]],
  ['an end that only a key names', ['a', 'b', 'c'], { eos: 0, eot: 1, eom: 2 }, [0, 1, 2]],
  ['ids beyond the vocabulary', ['a'], { eos: 9, eot: 1 }, []],
])('an answer of %s ends at each of its ends', (_, pieces, ids, ends) => {
  expect(endIdsOf(metadata('gpt2', pieces, ids))).toEqual(ends);
});

test('without a key the end is what llama.cpp takes for that kind of vocabulary', () => {
  expect(endIdsOf(metadata('llama', ['<unk>', '<s>', 'end', 'x']))).toEqual([2]);
  expect(endIdsOf(metadata('constructor', ['a']))).toEqual([]);
});

test('the channels of a Harmony answer are its text; only <|return|> and <|call|> end it', () => {
  const harmony = vocabularyOfGguf(
    metadata('gpt2', ['<|channel|>', '<|message|>', '<|end|>', '<|return|>', '<|call|>'], { eos: 3 }),
  );
  expect([0, 1, 3].map((id) => harmony?.pieceOf(id))).toEqual([
    { id: 0, text: '<|channel|>' },
    { id: 1, text: '<|message|>' },
    { id: 3, control: '<|return|>' },
  ]);
});
