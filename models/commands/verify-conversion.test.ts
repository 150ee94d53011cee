import { cp, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertToCoreMl } from '../coreml/convert-to-coreml.ts';
import { nanoModels, type SmallModel, writeSmallModel } from '../coreml/decoder-models.fixture.ts';
import { weightsPath } from '../coreml/package/package-files.ts';
import { convertToOnnx } from '../onnx/convert-to-onnx.ts';
import { decodeModel } from '../onnx/onnx-messages.ts';
import { whyNoTwin } from '../verify/twin.ts';
import { verifyConversion } from './verify-conversion.ts';
import { verifyCoreMl } from './verify-core-ml.ts';

/** Llama's architecture, whose vocabulary here begins texts with BOS. */
const nano: SmallModel = { architecture: 'llama', typeOf: () => 'Q8_0' };
const CONTEXT = 512;

let folder = '';
const source = (): string => join(folder, 'nano.gguf');
const sound = (): string => join(folder, 'sound', 'model.onnx');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-gate-'));
  await writeSmallModel(nano, source(), join(folder, 'twin.gguf'), folder);
  await convertTo(source(), sound());
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const convertTo = (from: string, to: string) =>
  convertToOnnx(from, to, { activations: 'fp32', context: CONTEXT, force: true, verify: null });

const facts = { contextTokens: CONTEXT, places: CONTEXT, storage: 'exact' } as const;
const checkOf = async (target: string) => (await verifyConversion(source(), target, facts)).checks[0];

/** A copy of the sound model with something done to it. */
async function damaged(name: string, damage: (target: string) => Promise<void>): Promise<string> {
  const target = join(folder, name, 'model.onnx');
  await cp(dirname(sound()), dirname(target), { recursive: true });
  await damage(target);
  return target;
}

/** Where an initialiser begins in the data file. */
async function placeOf(target: string, tensor: string): Promise<number> {
  const { graph } = decodeModel(await readFile(target));
  const found = graph.initializer.find(({ name }) => name === tensor);
  return Number(found?.externalData?.find(({ key }) => key === 'offset')?.value);
}

/** Changes bytes of an initialiser where they lie in the data file. */
async function change(target: string, tensor: string, at: number, bytes: Uint8Array): Promise<void> {
  const place = await placeOf(target, tensor);
  const file = await open(`${target}.data`, 'r+');
  await file.write(bytes, 0, bytes.length, place + at);
  await file.close();
}

test('a sound conversion passes', async () => {
  expect((await verifyConversion(source(), sound(), facts)).checks).toEqual([
    expect.objectContaining({
      name: 'agreement with the source in single precision (exact)',
      outcome: 'passed',
      detail: expect.stringContaining('likeliest token the same in 100.0 %'),
    }),
  ]);
});

test('a host without the memory for a twin says what compares the two all the same', async () => {
  expect(await whyNoTwin(source(), join(folder, 'twin.gguf'), 2 ** 20)).toMatch(
    /take 0\.0 GiB, too much for the 0\.0 GiB of memory here.*heatsoak model verify/,
  );
  expect(await whyNoTwin(source(), join(folder, 'twin.gguf'), 2 ** 34)).toBeNull();
});

describe('a damaged conversion is rejected', () => {
  test('one block of one matrix', async () => {
    const target = await damaged('block', (at) =>
      change(at, 'blk.1.ffn_down.weight.q', 32 * 40, new Uint8Array(32).fill(128)),
    );
    expect(await checkOf(target)).toMatchObject({ outcome: 'failed' });
  });

  test('one scale, off by a quarter', async () => {
    const target = await damaged('scale', async (at) => {
      const tensor = 'blk.0.attn_output.weight.scales';
      const bytes = await readFile(`${at}.data`);
      const scale = 1.25 * bytes.readFloatLE((await placeOf(at, tensor)) + 4 * 7);
      await change(at, tensor, 4 * 7, new Uint8Array(Float32Array.of(scale).buffer));
    });
    expect(await checkOf(target)).toMatchObject({ outcome: 'failed' });
  });

  test('one layer whose norm is that of the other', async () => {
    const target = await damaged('layer', async (at) => {
      const other = await placeOf(at, 'blk.1.attn_norm.weight');
      const bytes = await readFile(`${at}.data`);
      await change(at, 'blk.0.attn_norm.weight', 0, bytes.subarray(other, other + 4 * 256));
    });
    expect(await checkOf(target)).toMatchObject({ outcome: 'failed' });
  });

  test('another base of the rotation', async () => {
    const other = join(folder, 'rope.gguf');
    const metadata = { 'rope.freq_base': 11_000 };
    await writeSmallModel({ ...nano, metadata }, other, join(folder, 'twin.gguf'), folder);
    const target = join(folder, 'rope', 'model.onnx');
    await convertTo(other, target);
    expect(await checkOf(target)).toMatchObject({ outcome: 'failed' });
  });

  test('a tokenizer that leaves BOS out', async () => {
    const target = await damaged('bos', async (at) => {
      const config = join(dirname(at), 'tokenizer_config.json');
      const text = await readFile(config, 'utf8');
      await writeFile(config, text.replace('"add_bos_token": true', '"add_bos_token": false'));
    });
    expect((await checkOf(target))?.detail).toContain('reads the same text as different tokens');
  });
});

describe('Core ML', () => {
  const options = {
    contextTokens: CONTEXT,
    prefillTokens: 64,
    offsets: 'float',
    force: true,
    verify: null,
  } as const;
  const verdict = (target: string) =>
    verifyCoreMl(source(), target, { contextTokens: CONTEXT, storage: 'exact' });

  test('a sound package passes, one with a damaged block does not', async () => {
    const target = join(folder, 'package', 'model.mlpackage');
    await mkdir(dirname(target));
    await convertToCoreMl(source(), target, options);
    expect((await verdict(target)).checks[0]).toMatchObject({ outcome: 'passed' });
    const whole = await readFile(weightsPath(target));
    // Behind the file's header and its description come the embedding's quants, 512 rows of 256: row 400, of a usual token.
    const block = Buffer.from(whole);
    block.fill(0, 128 + 400 * 256, 128 + 400 * 256 + 32);
    await writeFile(weightsPath(target), block);
    expect((await verdict(target)).checks[0]).toMatchObject({ outcome: 'failed' });
  }, 180_000);

  test('of a large package a sample of layers is run, and the report says which', async () => {
    const deep = join(folder, 'deep.gguf');
    const model: SmallModel = {
      ...nanoModels['smollm3'],
      architecture: 'smollm3',
      typeOf: () => 'Q8_0',
      layers: 9,
    };
    await writeSmallModel(model, deep, join(folder, 'twin.gguf'), folder);
    const target = join(folder, 'deep', 'model.mlpackage');
    await mkdir(dirname(target));
    await convertToCoreMl(deep, target, options);
    const limits = { everyPosition: 1, everyLayer: 1 };
    const { checks } = await verifyCoreMl(
      deep,
      target,
      { contextTokens: CONTEXT, storage: 'exact' },
      { most: limits },
    );
    const sample = expect.stringMatching(/^layers 0, \d, \d, [37] of 9: /);
    expect(checks[0]).toMatchObject({ outcome: 'passed', detail: sample });
  }, 180_000);
});

test('gelu: the twin takes it from a table of half-precision numbers, and its own noise says so', async () => {
  const gemma = join(folder, 'gemma3.gguf');
  const model: SmallModel = { ...nanoModels['gemma3'], architecture: 'gemma3', typeOf: () => 'Q8_0' };
  await writeSmallModel(model, gemma, join(folder, 'twin.gguf'), folder);
  const target = join(folder, 'gemma3', 'model.onnx');
  await convertTo(gemma, target);
  expect((await verifyConversion(gemma, target, facts)).checks[0]).toMatchObject({ outcome: 'passed' });
}, 180_000);
