import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertToOnnx } from '../../models/onnx/convert-to-onnx.ts';
import { cachedModel } from '../../models/synthesise.ts';
import { codeNamed } from '../errors/codes.ts';
import { sha256OfFile } from '../files/digest.ts';
import { PROTOCOL_VERSION } from '../protocol/event.ts';
import { engineSettings, type PlanFile } from '../protocol/plan-file.ts';
import { measureHere } from './measure-here.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-measure-here-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a graph whose context is too short for the prompt says so, and not that it is no model', async () => {
  const { model, engine, ...plan } = await hour();
  const path = join(folder, 'graph', 'nano.onnx');
  await convertToOnnx(model.path, path, { activations: 'fp32', context: 16, force: false, verify: null });
  const prompt = { kind: 'synthetic', tokens: 16, seed: 1 } as const;
  const steps = plan.steps.map((step) => ({ ...step, prompt, forSeconds: null }));
  const graph = { ...plan, steps, engine: { ...engine, name: 'onnxruntime' as const } };
  const planned = { ...graph, model: { path, ...(await sha256OfFile(path)) } };
  await expect(measureHere(planned)).rejects.toMatchObject({
    code: 'REFERENCE_FAILED',
    message: expect.stringContaining('do not fit the context of'),
    hint: expect.stringMatching(/converted for a shorter context.*larger --ctx/),
  });
});

test('a fault of the agent comes with what its code says to do', async () => {
  const plan = await hour();
  const path = join(folder, 'none.gguf');
  await writeFile(path, 'no model');
  const missing = { ...plan, model: { path, ...(await sha256OfFile(path)) } };
  await expect(measureHere(missing)).rejects.toMatchObject({
    code: 'REFERENCE_FAILED',
    hint: expect.stringContaining(codeNamed('MODEL_UNLOADABLE').remedy),
  });
});

/** The plan of a measurement that takes an hour. */
async function hour(): Promise<PlanFile> {
  const { path, sha256, sizeBytes } = await cachedModel({
    ...{ preset: 'nano', type: 'Q8_0', seed: 1 },
    cacheDir: folder,
  });
  const prompt = { kind: 'synthetic', tokens: 4, seed: 1 } as const;
  return {
    v: PROTOCOL_VERSION,
    launch: 'hour',
    seed: 1,
    model: { path, sha256, sizeBytes },
    engine: engineSettings.parse({ backend: 'cpu', contextTokens: 256 }),
    steps: [{ case: 'hour', prompt, generateTokens: 4, repetitions: 1, forSeconds: 3600, scored: true }],
    memoryIntervalMs: 100,
  };
}

test('a measurement of an hour ends with its signal, and with the reason of it', async () => {
  const stop = new AbortController();
  const listen = stop.signal.addEventListener.bind(stop.signal);
  // Who listens to the signal has started the agent.
  stop.signal.addEventListener = (type: string, heard: (event: Event) => void) => {
    listen(type, heard);
    stop.abort(new Error('enough'));
  };
  await expect(measureHere(await hour(), stop.signal)).rejects.toThrow('enough');
});

test('a measurement that takes longer than it may is ended, and says so', async () => {
  await expect(measureHere(await hour(), undefined, 1)).rejects.toMatchObject({
    code: 'REFERENCE_FAILED',
    message: 'the model could not be measured: it was stopped after 1 s',
  });
});
