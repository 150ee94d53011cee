import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { getLlama, type Llama, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import { textsOf } from '../gguf/metadata.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { filesInPack } from '../inspect/git-pack.fixture.ts';
import { endIdsOf } from '../tokenizer/end-ids.ts';
import { promptRulesOf } from './read-prompt-rules.ts';

/** Every vocabulary that llama.cpp ships, each asked of llama.cpp itself. */
const paths: string[] = [];
let folder = '';
let llama: Llama;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-rules-'));
  const isGguf = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 4) === 'GGUF';
  const bundle = await readFile(llamaCppSources() ?? '');
  for (const bytes of filesInPack(bundle, (size) => size > 100_000, isGguf)) {
    const path = join(folder, `vocabulary-${paths.length}.gguf`);
    await writeFile(path, bytes);
    paths.push(path);
  }
  llama = await getLlama({ gpu: false, build: 'never', logger: () => undefined });
}, 120_000);
afterAll(async () => {
  await llama.dispose();
  await rm(folder, { recursive: true });
});

test('whether BOS is added, its text, and the ids that end an answer are what llama.cpp says for each of its vocabularies', async () => {
  expect(paths.length).toBeGreaterThanOrEqual(15);
  const found: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  const ends: Record<string, unknown> = {};
  const expectedEnds: Record<string, unknown> = {};
  for (const path of paths) {
    const rules = await promptRulesOf(path);
    const { metadata } = await readGguf(path);
    const model = await llama.loadModel({
      modelPath: path,
      vocabOnly: true,
      ignoreMemorySafetyChecks: true,
    });
    const { shouldPrependBosToken, bos } = model.tokens;
    const name = `${basename(path)} ${model.fileInfo.metadata.tokenizer.ggml.pre ?? ''}`;
    found[name] = [rules.addBos, rules.addBos ? rules.bosText : ''];
    const text = bos === null ? '' : model.detokenize([bos], true);
    expected[name] = [shouldPrependBosToken, shouldPrependBosToken ? text : ''];
    ends[name] = endIdsOf(metadata);
    const size = textsOf(metadata, 'tokenizer.ggml.tokens')?.length ?? 0;
    expectedEnds[name] = Array.from({ length: size }, (_, id) => id).filter((id) =>
      model.isEogToken(id as Token),
    );
    await model.dispose();
  }
  expect(found).toEqual(expected);
  expect(ends).toEqual(expectedEnds);
}, 120_000);
