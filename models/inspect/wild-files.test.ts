import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gguf } from '@huggingface/gguf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaCppSources } from '../../harness/calibrate/native/llama-cpp-sources.ts';
import type { MetadataValue } from '../gguf/gguf-types.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { filesInPack } from './git-pack.fixture.ts';
import { inspectGguf } from './inspect-gguf.ts';

/** Every vocabulary that llama.cpp ships, of many architectures: BERT, Falcon, Gemma, Llama, Qwen, … */
const paths: string[] = [];
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-wild-'));
  const isGguf = (bytes: Buffer): boolean => bytes.toString('latin1', 0, 4) === 'GGUF';
  const bundle = await readFile(llamaCppSources() ?? '');
  for (const bytes of filesInPack(bundle, (size) => size > 100_000, isGguf)) {
    const path = join(folder, `vocabulary-${paths.length}.gguf`);
    await writeFile(path, bytes);
    paths.push(path);
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** The other reader needs seconds for the larger ones. */
const COMPARED_BYTES = 2_500_000;

test('they read as the reader of Hugging Face reads them', async () => {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const compared = paths.filter((_, i) => (sizes[i] ?? 0) < COMPARED_BYTES);
  expect(compared.length).toBeGreaterThanOrEqual(5);
  for (const path of compared) {
    const [ours, theirs] = [await readGguf(path), await gguf(path, { allowLocalFile: true })];
    const header = ['version', 'tensor_count', 'kv_count'];
    const keys = Object.keys(theirs.metadata).filter((key) => !header.includes(key));
    expect([...ours.metadata.keys()]).toEqual(keys);
    const differing = keys.filter(
      (key) => plain(withoutMarks(ours.metadata.get(key)?.value)) !== plain(theirs.metadata[key as never]),
    );
    expect(differing).toEqual([]);
  }
});

const plain = (value: unknown): string =>
  JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each));

/** Their decoder drops a leading byte order mark, which begins tokens of some vocabularies. */
function withoutMarks(value: MetadataValue['value'] | undefined): unknown {
  const drop = (each: unknown) => (typeof each === 'string' ? each.replace(/^\ufeff/, '') : each);
  return Array.isArray(value) ? value.map(drop) : drop(value);
}

test('they inspect cleanly: a tokenizer, no weights, and a note that says so', async () => {
  expect(paths.length).toBeGreaterThanOrEqual(15);
  for (const path of paths) {
    const inspection = await inspectGguf(path, { hash: false });
    expect(inspection.architecture).toMatch(/^[a-z0-9-]+$/);
    expect(inspection.tokenizer?.tokens).toBeGreaterThan(1000);
    expect(inspection).toMatchObject({ tensors: 0, parameters: 0, types: [] });
    expect(inspection.findings).toContain('it holds a vocabulary and no weights');
  }
});
