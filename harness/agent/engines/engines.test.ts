import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertToOnnx } from '../../../models/onnx/convert-to-onnx.ts';
import { synthesisePhi3 } from '../../../models/synthesise.ts';
import { engineSettings } from '../../protocol/plan-file.ts';
import { engineContract } from './engine.contract.ts';
import { openEngine } from './open-engine.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-engines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function gguf(): Promise<string> {
  return (await synthesisePhi3({ preset: 'nano', type: 'Q8_0', seed: 1 }, join(folder, 'nano.gguf'), folder))
    .path;
}

async function onnx(activations: 'fp32' | 'fp16'): Promise<string> {
  const target = join(folder, activations, 'nano.onnx');
  await convertToOnnx(await gguf(), target, { activations, context: null, force: true, verify: null });
  return target;
}

const settings = { backend: 'cpu', contextTokens: 256, batchTokens: 8 };

engineContract('llama.cpp', {
  settings: engineSettings.parse({ ...settings, name: 'llama.cpp' }),
  open: openEngine,
  model: gguf,
});
engineContract('onnxruntime', {
  settings: engineSettings.parse({ ...settings, name: 'onnxruntime' }),
  open: openEngine,
  model: () => onnx('fp32'),
});
engineContract('onnxruntime with half-precision activations', {
  settings: engineSettings.parse({ ...settings, name: 'onnxruntime' }),
  open: openEngine,
  model: () => onnx('fp16'),
});

test('onnxruntime: metal is refused, since no operator of these models runs there', async () => {
  const metal = engineSettings.parse({ name: 'onnxruntime', backend: 'metal' });
  await expect(openEngine(metal)).rejects.toMatchObject({ code: 'ENGINE_BACKEND' });
});

test('onnxruntime: a model whose weights were cut is refused by name', async () => {
  const path = await onnx('fp32');
  await truncate(`${path}.data`, 4096);
  const engine = await openEngine(engineSettings.parse({ name: 'onnxruntime' }));
  const loading = engine.load(path, engineSettings.parse({ name: 'onnxruntime' }));
  await expect(loading).rejects.toMatchObject({
    code: 'MODEL_UNLOADABLE',
    where: path,
    hint: expect.stringContaining('whole'),
  });
});
