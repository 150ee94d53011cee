import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type LlamaModel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Piece, Vocabulary } from '../../harness/protocol/piece.ts';
import { must } from '../../harness/statistics/must.ts';
import { type MetadataValue, type Scalar, ValueType } from '../gguf/gguf-types.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { vocabularyOf } from './gguf-vocabulary.ts';
import { readVocabulary, vocabularyOfGguf } from './read-vocabulary.ts';
import { tokenizerConfig, tokenizerJson } from './tokenizer-files.ts';

let folder = '';
let model: LlamaModel;
let ofGguf: Vocabulary;
let ofOnnx: Vocabulary;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-vocabulary-'));
  const { path } = await synthesisePhi3(
    { preset: 'demo', type: 'Q4_0', seed: 1 },
    join(folder, 'm.gguf'),
    folder,
  );
  const vocabulary = vocabularyOf((await readGguf(path)).metadata);
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizerJson(vocabulary)));
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig(vocabulary, 4096)));
  ofGguf = must(await readVocabulary(path), 'a vocabulary');
  ofOnnx = must(await readVocabulary(join(folder, 'm.onnx')), 'a vocabulary');
  const llama = await getLlama({ gpu: false, build: 'never' });
  model = await llama.loadModel({ modelPath: path, vocabOnly: true });
}, 60_000);
afterAll(async () => {
  await model.dispose();
  await rm(folder, { recursive: true, force: true });
});

const TEXT = 'Order 2033-01-10: {"id": "a-7"} naïve 東京 🙂\n\tdef f(x): return x';

const writes = (piece: Piece | null): Buffer =>
  piece === null || 'control' in piece
    ? Buffer.of()
    : 'text' in piece
      ? Buffer.from(piece.text)
      : Buffer.from(piece.bytes, 'hex');

test.each([
  ['a GGUF file', () => ofGguf],
  ['the tokenizer beside an ONNX graph', () => ofOnnx],
])('the pieces of %s write the text that llama.cpp read', (_, vocabulary) => {
  const ids = model.tokenize(TEXT, false);
  const written = Buffer.concat(ids.map((id) => writes(vocabulary().pieceOf(id)))).toString('utf8');
  expect(written.trimStart()).toBe(TEXT);
});

test('every piece writes what llama.cpp writes for it', () => {
  const differing = Array.from({ length: 32_000 }, (_, id) => id).filter((id) => {
    const piece = ofGguf.pieceOf(id);
    // Bytes alone are no text, and llama.cpp gives marks by their names.
    if (piece === null || !('text' in piece)) return false;
    return piece.text.trimStart() !== model.detokenize([id as Token], false).trimStart();
  });
  expect(differing).toEqual([]);
});

test('marks between turns write nothing, whatever the file calls their type', () => {
  const marks = ['</s>', '<|end|>', '<|endoftext|>', '<|user|>'];
  for (const mark of marks) {
    const id = must(
      Array.from({ length: 33_000 }, (_, each) => each).find((each) => {
        const piece = ofGguf.pieceOf(each);
        return piece !== null && 'control' in piece && piece.control === mark;
      }),
      mark,
    );
    expect(ofOnnx.pieceOf(id)).toEqual({ id, control: mark });
  }
});

const list = (elementType: number, value: readonly Scalar[]): MetadataValue => ({
  type: ValueType.ARRAY,
  elementType,
  value,
});
const metadata = (kind: string, pieces: readonly string[]) =>
  new Map<string, MetadataValue>([
    ['tokenizer.ggml.model', { type: ValueType.STRING, elementType: null, value: kind }],
    ['tokenizer.ggml.tokens', list(ValueType.STRING, pieces)],
    ['tokenizer.ggml.token_type', list(ValueType.I32, [1, 1, 1, 3])],
    ['tokenizer.ggml.eot_token_id', { type: ValueType.U32, elementType: null, value: 2 }],
  ]);

test('byte-level pieces are read byte for byte', () => {
  const vocabulary = must(vocabularyOfGguf(metadata('gpt2', ['Ġday', 'æĿ', '<end>', '<pad>'])), 'one');
  expect([0, 1, 2, 3, 4].map((id) => vocabulary.pieceOf(id))).toEqual([
    { id: 0, text: ' day' },
    { id: 1, bytes: 'e69d' },
    { id: 2, control: '<end>' },
    { id: 3, control: '<pad>' },
    null,
  ]);
});

test('a kind of vocabulary that is not known gives no texts rather than wrong ones', () => {
  expect(vocabularyOfGguf(metadata('rwkv', ['a', 'b', 'c', 'd']))).toBeNull();
  expect(vocabularyOfGguf(new Map())).toBeNull();
});
