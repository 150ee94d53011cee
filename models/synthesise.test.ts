import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaCppEngine } from '../harness/agent/engines/llama-cpp/llama-cpp.ts';
import { engineSettings } from '../harness/protocol/plan-file.ts';
import { readGguf } from './gguf/read-gguf.ts';
import { chatOfModel } from './prompts/chat-of-model.ts';
import { cachedModel, synthesisePhi3 } from './synthesise.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nano = { preset: 'nano', type: 'Q4_0', seed: 1 } as const;

test('equal seeds give equal bytes, other seeds other bytes', async () => {
  const one = await synthesisePhi3(nano, join(folder, 'a.gguf'), folder);
  const two = await synthesisePhi3(nano, join(folder, 'b.gguf'), folder);
  const three = await synthesisePhi3({ ...nano, seed: 2 }, join(folder, 'c.gguf'), folder);
  expect(two.sha256).toBe(one.sha256);
  expect(three.sha256).not.toBe(one.sha256);
});

test('the file reads back with every tensor in place', async () => {
  const { path } = await synthesisePhi3(nano, join(folder, 'read.gguf'), folder);
  const file = await readGguf(path);
  expect(file.tensors).toHaveLength(15);
  expect(file.metadata.get('phi3.block_count')?.value).toBe(2);
});

test('a file cut anywhere is refused by code, and never crashes the reader', async () => {
  const { path, sizeBytes } = await synthesisePhi3(nano, join(folder, 'cut.gguf'), folder);
  const whole = await readFile(path);
  for (const length of [0, 3, 4, 11, 20, 100, 1000, 9999, sizeBytes - 33]) {
    await writeFile(path, whole);
    await truncate(path, length);
    await expect(readGguf(path), `cut at ${length}`).rejects.toMatchObject({
      code: expect.stringMatching(/^GGUF_/),
    });
  }
});

test('a header that claims absurd counts is refused before anything is allocated', async () => {
  const { path } = await synthesisePhi3(nano, join(folder, 'hostile.gguf'), folder);
  const bytes = await readFile(path);
  bytes.writeBigUInt64LE(2n ** 52n, 8);
  await writeFile(path, bytes);
  await expect(readGguf(path)).rejects.toMatchObject({ code: 'GGUF_INVALID' });
});

test.each(['{"sha256":"', '', 'null'])('a cached model whose note reads %j is made again', async (note) => {
  const made = await cachedModel({ ...nano, cacheDir: folder });
  await writeFile(`${made.path}.json`, note);
  expect(await cachedModel({ ...nano, cacheDir: folder })).toEqual(made);
});

test('llama.cpp loads it, knows the real vocabulary, and generates the same tokens again', async () => {
  const model = await cachedModel({ preset: 'demo', type: 'Q8_0', seed: 1, cacheDir: folder });
  const settings = engineSettings.parse({ backend: 'cpu' });
  const engine = await llamaCppEngine(settings);
  const loaded = await engine.load(model.path, settings);
  const generate = async (): Promise<number[]> => {
    await loaded.clear();
    const ids: number[] = [];
    for await (const id of loaded.generate(loaded.tokenize('Hello world!', true), 24)) ids.push(id);
    return ids;
  };
  const { addBos, prompts } = await chatOfModel(model.path, ['hi'], { turns: ['hi'] });
  expect(addBos).toBe(true);
  expect(loaded.tokenize(prompts[0]?.rendered ?? '', addBos)).toEqual([1, 32010, 7251, 32007, 32001]);
  // What ends the answer before, and then the question as it is elsewhere.
  expect(loaded.tokenize(prompts[0]?.following ?? '', false)).toEqual([32007, 32010, 7251, 32007, 32001]);
  const first = await generate();
  expect(first).toHaveLength(24);
  expect(await generate()).toEqual(first);
  await loaded.close();
  await engine.close();
});
