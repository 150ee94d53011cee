import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { getLlama, type Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import { filesInPack } from '../inspect/git-pack.fixture.ts';
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

test('whether BOS is added, and its text, are what llama.cpp says for each of its vocabularies', async () => {
  expect(paths.length).toBeGreaterThanOrEqual(15);
  const found: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const path of paths) {
    const rules = await promptRulesOf(path);
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
    await model.dispose();
  }
  expect(found).toEqual(expected);
}, 120_000);
