import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ValueType } from '../../../models/gguf/gguf-types.ts';
import { splitModel } from '../../../models/supply/shards/split-model.ts';
import { synthesisePhi3 } from '../../../models/synthesise.ts';
import { writeChanged } from '../../../models/verify/damaged-model.fixture.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { openEngine } from './open-engine.ts';

let folder = '';
let nano = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-refused-'));
  const made = synthesisePhi3({ preset: 'nano', type: 'Q4_0', seed: 1 }, join(folder, 'nano.gguf'), folder);
  nano = (await made).path;
});
afterAll(() => rm(folder, { recursive: true }));

/** Nothing but the file's check may need so little time: an engine would wait for ever. */
const load = async (path: string, name: 'llama.cpp' | 'onnxruntime' = 'llama.cpp') => {
  const settings = engineSettings.parse({ name, backend: 'cpu', contextTokens: 64 });
  return (await openEngine(settings)).load(path, settings);
};

test.each([0, 1])('a shard that is a pipe is refused before the engine opens it: the %s. one', async (at) => {
  const { paths } = await splitModel({
    path: nano,
    out: join(folder, `${at}`),
    maxBytes: 300_000,
    byHash: false,
  });
  await rm(paths[at] ?? '');
  await execa('mkfifo', [paths[at] ?? '']);
  const refused = { code: 'MODEL_MISSING', where: paths[at], message: expect.stringContaining('is a pipe') };
  await expect(load(paths[0] ?? '')).rejects.toMatchObject(refused);
});

test('a graph that is a pipe is refused, too', async () => {
  const path = join(folder, 'pipe.onnx');
  await execa('mkfifo', [path]);
  await expect(load(path, 'onnxruntime')).rejects.toMatchObject({ code: 'MODEL_MISSING', where: path });
});

test('a model that rotates no number of its heads is refused: llama.cpp would compute for ever', async () => {
  const path = join(folder, 'still.gguf');
  const none = { type: ValueType.U32, elementType: null, value: 0 };
  await writeChanged(nano, path, { metadata: { 'phi3.rope.dimension_count': none } });
  await expect(load(path)).rejects.toMatchObject({
    code: 'MODEL_UNLOADABLE',
    message: expect.stringContaining('phi3.rope.dimension_count is 0'),
  });
});

test('what is not there the engine says itself', async () => {
  await expect(load(join(folder, 'none-00001-of-00002.gguf'))).rejects.toMatchObject({
    code: 'MODEL_UNLOADABLE',
  });
});
