import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelDigest } from '../harness/agent/model-digest.ts';
import { modelArtefact } from './artefact.ts';
import { convertToOnnx } from './onnx/convert-to-onnx.ts';
import { synthesisePhi3 } from './synthesise.ts';

let folder = '';
let graph = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-artefact-'));
  const { path } = await synthesisePhi3(
    { preset: 'nano', type: 'Q4_0', seed: 1 },
    join(folder, 'n.gguf'),
    folder,
  );
  graph = join(folder, 'onnx', 'nano.onnx');
  await convertToOnnx(path, graph, { activations: 'fp32', context: null, force: false, verify: null });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a GGUF model is its one file', async () => {
  const artefact = await modelArtefact(join(folder, 'n.gguf'));
  expect(artefact).not.toHaveProperty('files');
});

test('an ONNX model is its graph, the weights it names and the tokenizer, the graph last', async () => {
  const artefact = await modelArtefact(graph);
  const names = artefact.files?.map(({ name }) => name);
  expect(names).toEqual([
    'genai_config.json',
    'nano.onnx.data',
    'tokenizer.json',
    'tokenizer_config.json',
    'nano.onnx',
  ]);
  expect(artefact.sizeBytes).toBe(artefact.files?.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
});

test('the agent finds the same hash for what it has, and another one for less', async () => {
  const artefact = await modelArtefact(graph);
  const names = artefact.files?.map(({ name }) => name) ?? [];
  expect(await modelDigest(graph, names)).toBe(artefact.sha256);
  expect(await modelDigest(graph, names.slice(1))).not.toBe(artefact.sha256);
  const single = await modelArtefact(join(folder, 'n.gguf'));
  expect(await modelDigest(single.path)).toBe(single.sha256);
});

test('one changed byte in any of its files is another model', async () => {
  const before = await modelArtefact(graph);
  await appendFile(join(folder, 'onnx', 'tokenizer.json'), ' ');
  expect((await modelArtefact(graph)).sha256).not.toBe(before.sha256);
});
