import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { getLlama, type LlamaModel } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGguf } from '../gguf/read-gguf.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { vocabularyOf } from './gguf-vocabulary.ts';
import { readTokenizer, type Tokenizer, tokenizerOf } from './read-tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from './tokenizer-files.ts';

let folder = '';
let model: LlamaModel;
let tokenizer: Tokenizer;
let byMergesOnly: Tokenizer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-tokenizer-'));
  const { path } = await synthesisePhi3(
    { preset: 'demo', type: 'Q4_0', seed: 1 },
    join(folder, 'm.gguf'),
    folder,
  );
  const vocabulary = vocabularyOf((await readGguf(path)).metadata);
  const document = tokenizerJson(vocabulary);
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(document));
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig(vocabulary, 4096)));
  tokenizer = await readTokenizer(folder);
  byMergesOnly = tokenizerOf(document, null);
  const llama = await getLlama({ gpu: false, build: 'never' });
  model = await llama.loadModel({ modelPath: path, vocabOnly: true });
}, 60_000);
afterAll(async () => {
  await model.dispose();
  await rm(folder, { recursive: true, force: true });
});

const byLlama = (text: string): number[] => [...model.tokenize(text, true)];

const texts = [
  '',
  ' ',
  'Hello world!',
  '<|user|>\nhi<|end|>\n<|assistant|>\n',
  '<|user|>  spaces \t and\n\nlines <|end|>   <s> kept </s>  x<|endoftext|>  y <unk>  z',
  'Wie heißt der höchste Berg der Alpen? 🏔️ 👩‍👩‍👧 नमस्ते 你好 مرحبا',
  'for (let i = 0; i < 10; i++) { sum += a[i]; }',
  '▁ already escaped ▁▁ twice   and   runs      of spaces',
  '<0x41> is no byte <|unknown|> <|placeholder1|>',
  'a\u0000b\u200b\ufeffc\r\n',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
];

test.each(texts)('the same ids as llama.cpp: %j', (text) => {
  expect(tokenizer.encode(text)).toEqual(byLlama(text));
});

test('the same ids as llama.cpp for any text', () => {
  const specials = fc.constantFrom(
    '<|user|>',
    '<|end|>',
    '<s>',
    '</s>',
    '<unk>',
    ' ',
    '\n',
    '▁',
    'the',
    'ing',
  );
  const any = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string(), specials), { maxLength: 12 });
  fc.assert(
    fc.property(any, (pieces) => {
      // node-llama-cpp hands text over as a C string, which ends at a zero.
      const text = pieces.join('').replaceAll('\0', '');
      expect(tokenizer.encode(text)).toEqual(byLlama(text));
    }),
    { numRuns: 300 },
  );
});

test('merges alone, as other programs read them, do the same for ordinary text', () => {
  for (const text of texts.slice(2, 9)) expect(byMergesOnly.encode(text)).toEqual(byLlama(text));
});

test('the known ids of the real vocabulary', () => {
  expect(tokenizer.encode('Hello world!')).toEqual([15043, 3186, 29991]);
  expect(tokenizer.encode('<|user|>\nhi<|end|>\n<|assistant|>')).toEqual([32010, 7251, 32007, 32001]);
});

test.each([
  ['is missing', null],
  ['is no JSON', '{'],
  ['is of another kind', '{"model":{"type":"Unigram"}}'],
])('a tokenizer that %s is refused by name', async (_, text) => {
  const broken = await mkdtemp(join(folder, 'broken-'));
  if (text !== null) await writeFile(join(broken, 'tokenizer.json'), text);
  await expect(readTokenizer(broken)).rejects.toMatchObject({ code: 'TOKENIZER_INVALID' });
});
