import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { llamaCppEngine } from '../../harness/agent/engines/llama-cpp/llama-cpp.ts';
import { engineSettings } from '../../harness/protocol/plan-file.ts';
import { type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { openGguf } from '../gguf/open-gguf.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { writeGguf } from '../gguf/write-gguf.ts';
import { phi3Tensors, presets } from '../phi3.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { type MixName, typesInMix } from './mix.ts';
import { quantise } from './quantise.ts';
import { quantiseModel } from './quantise-model.ts';
import { requantise } from './requantise.ts';

let folder = '';
let source = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-quantise-'));
  source = join(folder, 'source.gguf');
  await synthesisePhi3({ preset: 'nano', type: 'F32', seed: 1 }, source, folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** The nano model in a mix; made once, as K-quants take seconds. */
const made = new Map<MixName, Promise<string>>();
function quantised(mix: MixName): Promise<string> {
  const path = join(folder, `${mix}.gguf`);
  const file = made.get(mix) ?? quantiseModel(source, path, mix).then(() => path);
  made.set(mix, file);
  return file;
}

async function typesIn(path: string): Promise<Record<string, number>> {
  const types: Record<string, number> = {};
  for (const { type } of (await readGguf(path)).tensors) types[type] = (types[type] ?? 0) + 1;
  return types;
}

test.each(['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'Q4_0-pure', 'Q4_K_M'] satisfies MixName[])(
  'quantising a model to %s gives what synthesising it in that type gives',
  async (mix) => {
    const wanted = join(folder, `${mix}-synth.gguf`);
    await synthesisePhi3({ preset: 'nano', type: mix, seed: 1 }, wanted, folder);
    expect(Buffer.compare(await readFile(await quantised(mix)), await readFile(wanted))).toBe(0);
  },
);

test.each(['Q4_K_M', 'Q5_K', 'Q4_0', 'BF16'] satisfies MixName[])(
  'llama.cpp loads a model quantised to %s, and generates',
  async (mix) => {
    const settings = engineSettings.parse({ backend: 'cpu' });
    const engine = await llamaCppEngine(settings);
    const loaded = await engine.load(await quantised(mix), settings);
    const ids: number[] = [];
    for await (const id of loaded.generate([1, 300, 400], 8)) ids.push(id);
    await loaded.close();
    await engine.close();
    expect(ids).toHaveLength(8);
  },
);

test('a mix raises the tensors that llama-quantize raised', async () => {
  const { tensors } = await readGguf(await quantised('Q4_K_M'));
  const typeOf = (name: string) => tensors.find((tensor) => tensor.name === name)?.type;
  expect(typeOf('output.weight')).toBe('Q6_K');
  expect(typeOf('blk.0.attn_qkv.weight')).toBe('Q5_K');
  expect(typeOf('blk.1.ffn_down.weight')).toBe('Q6_K');
  expect(typeOf('blk.0.ffn_norm.weight')).toBe('F32');
  expect(typeOf('token_embd.weight')).toBe('Q4_K');
});

test('the full shape in Q4_K_M holds what the file on Hugging Face holds', () => {
  const plans = phi3Tensors(presets.mini);
  const count: Record<string, number> = {};
  for (const type of typesInMix('Q4_K_M', plans)) count[type ?? 'F32'] = (count[type ?? 'F32'] ?? 0) + 1;
  expect(count).toEqual({ F32: 65, Q4_K: 81, Q5_K: 32, Q6_K: 17 });
});

test('a row too short for K-quants falls back, and one that is no whole block at all stays half precision', async () => {
  const [short, path] = [join(folder, 'short.gguf'), join(folder, 'short-q.gguf')];
  const values = new Float32Array(960).map((_, i) => Math.sin(i));
  await writeGguf(short, new Map(), [
    { name: 'blk.0.ffn_up.weight', dims: [96, 10], type: 'F32', chunks: () => [quantise.F32(values)] },
    { name: 'blk.0.ffn_gate.weight', dims: [40, 24], type: 'F32', chunks: () => [quantise.F32(values)] },
  ]);
  await quantiseModel(short, path, 'Q4_K');
  expect(await typesIn(path)).toEqual({ Q5_0: 1, F16: 1 });
});

test('metadata and its alignment survive, but for the type', async () => {
  const [aligned, path] = [join(folder, 'aligned.gguf'), join(folder, 'aligned-q.gguf')];
  const metadata = new Map<string, MetadataValue>([
    ['general.alignment', { type: ValueType.U32, elementType: null, value: 128 }],
    ['a.wide', { type: ValueType.I64, elementType: null, value: -(2n ** 60n) }],
    ['a.list', { type: ValueType.ARRAY, elementType: ValueType.F64, value: [0.1, -2] }],
    ['a.byte', { type: ValueType.I8, elementType: null, value: -5 }],
  ]);
  await writeGguf(aligned, metadata, [
    { name: 'a.weight', dims: [32, 3], type: 'F32', chunks: () => [quantise.F32(new Float32Array(96))] },
    { name: 'b.weight', dims: [32, 3], type: 'F32', chunks: () => [quantise.F32(new Float32Array(96))] },
  ]);
  await quantiseModel(aligned, path, 'Q8_0');
  const made = await readGguf(path);
  for (const [key, value] of metadata) expect(made.metadata.get(key)).toMatchObject(value);
  expect(made.metadata.get('general.file_type')?.value).toBe(7);
  expect(made.tensors.map(({ offset }) => offset)).toEqual([0, 128]);
});

test('a tensor of many pieces, taken by threads that share their memory, is what it is in one piece', async () => {
  const [large, path] = [join(folder, 'large.gguf'), join(folder, 'large-q.gguf')];
  const dims = [256, 100_000];
  const bytes = Uint8Array.from({ length: (25_600_000 / 32) * 34 }, (_, i) =>
    i % 34 < 2 ? 0x28 : (i * 31 + (i >> 12)) & 0xff,
  );
  await writeGguf(large, new Map(), [
    { name: 'blk.0.ffn_up.weight', dims, type: 'Q8_0', chunks: () => [bytes] },
  ]);
  await quantiseModel(large, path, 'Q6_K');
  const gguf = await openGguf(path);
  const found = await gguf.readRaw(gguf.tensor('blk.0.ffn_up.weight'));
  await gguf.close();
  const whole = requantise({ bytes, from: 'Q8_0', to: 'Q6_K', tensor: 'blk.0.ffn_up.weight' });
  expect(Buffer.compare(found, whole)).toBe(0);
});

test('numbers that are not finite stop it, and leave nothing', async () => {
  const bad = join(folder, 'bad.gguf');
  await writeFile(bad, await readFile(source));
  const gguf = await openGguf(bad);
  const at = gguf.dataStart + gguf.tensor('blk.1.ffn_up.weight').offset + 400;
  await gguf.close();
  const bytes = await readFile(bad);
  bytes.writeFloatLE(Number.NaN, at);
  await writeFile(bad, bytes);
  const before = await readdir(folder);
  await expect(quantiseModel(bad, join(folder, 'never.gguf'), 'Q4_K')).rejects.toMatchObject({
    code: 'TENSOR_VALUES',
    message: expect.stringContaining('blk.1.ffn_up.weight'),
  });
  expect(await readdir(folder)).toEqual(before);
});

test('a source whose values cannot be read is refused by tensor and type', async () => {
  const path = join(folder, 'iq.gguf');
  await writeGguf(path, new Map(), [
    { name: 'a.weight', dims: [256, 2], type: 'IQ4_XS', chunks: () => [new Uint8Array(272)] },
  ]);
  await expect(quantiseModel(path, join(folder, 'never.gguf'), 'Q8_0')).rejects.toMatchObject({
    code: 'TENSOR_TYPE',
    message: expect.stringMatching(/a\.weight is IQ4_XS/),
  });
});

test('a shard and the source itself are refused', async () => {
  const path = join(folder, 'shard.gguf');
  const count = { type: ValueType.U16, elementType: null, value: 3 };
  await writeGguf(path, new Map([['split.count', count]]), []);
  await expect(quantiseModel(path, join(folder, 'never.gguf'), 'Q8_0')).rejects.toMatchObject({
    code: 'MODEL_SPLIT',
  });
  await expect(quantiseModel(source, source, 'Q8_0')).rejects.toMatchObject({ code: 'MODEL_SAME' });
});
