import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { getLlama, type Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import { textOf } from '../gguf/metadata.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { filesInPack } from '../inspect/git-pack.fixture.ts';
import { vocabularyOf } from './gguf-vocabulary.ts';
import { tokenizerOf } from './read-tokenizer.ts';
import { tokenizerJson } from './tokenizer-files.ts';

let folder = '';
let llama: Llama;
const paths = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-byte-level-'));
  const isGguf = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 4) === 'GGUF';
  const bundle = await readFile(llamaCppSources() ?? '');
  for (const [i, bytes] of [...filesInPack(bundle, (size) => size > 100_000, isGguf)].entries()) {
    const path = join(folder, `${i}.gguf`);
    await writeFile(path, bytes);
    const { metadata } = await readGguf(path);
    if (textOf(metadata, 'tokenizer.ggml.model') === 'gpt2')
      paths.set(textOf(metadata, 'tokenizer.ggml.pre') ?? '', path);
  }
  llama = await getLlama({ gpu: false, build: 'never' });
}, 60_000);
afterAll(async () => {
  await llama.dispose();
  await rm(folder, { recursive: true });
});

const texts = [
  'Hello world!',
  "I'LL say it's 12345 o'clock, we've  seen\r\n\n\tit  ",
  'Wie heißt der höchste Berg der Alpen? 🏔️ 👩‍👩‍👧 नमस्ते 你好 مرحبا',
  'for (let i = 0; i < 10; i++) { sum += a[i]; } // CamelCaseÄÖ',
  ' \n \n  x',
];
const any = fc.array(
  fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(' ', '\n', "'s", 'The', '7')),
  {
    maxLength: 10,
  },
);

/** One of each way to cut words. */
test.each(['llama-bpe', 'qwen2', 'gpt-2', 'starcoder'])(
  'the ids of %s by its converted tokenizer are those of llama.cpp',
  async (name) => {
    const path = paths.get(name) ?? '';
    const tokenizer = tokenizerOf(tokenizerJson(vocabularyOf((await readGguf(path)).metadata)), null);
    const model = await llama.loadModel({ modelPath: path, vocabOnly: true });
    for (const text of texts) expect(tokenizer.encode(text)).toEqual([...model.tokenize(text, true)]);
    fc.assert(
      fc.property(any, (pieces) => {
        // node-llama-cpp hands text over as a C string, which ends at a zero.
        const text = pieces.join('').replaceAll('\0', '');
        expect(tokenizer.encode(text)).toEqual([...model.tokenize(text, true)]);
      }),
      { numRuns: 100 },
    );
    await model.dispose();
  },
  60_000,
);

test('another way to cut words is refused, in a file and in a document', async () => {
  const { metadata } = await readGguf(paths.get('falcon') ?? '');
  expect(() => vocabularyOf(metadata)).toThrowError(
    expect.objectContaining({ code: 'TOKENIZER_UNSUPPORTED' }),
  );
  const document = tokenizerJson(vocabularyOf((await readGguf(paths.get('gpt-2') ?? '')).metadata));
  const text = JSON.stringify(document).replaceAll('\\\\p{L}', '(a+)+');
  expect(() => tokenizerOf(JSON.parse(text), null)).toThrow('not known here');
});
