import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { convertToOnnx } from './convert-to-onnx.ts';
import { decodeModel, encodeModel, type Initializer, type OnnxModel } from './onnx-messages.ts';
import { readOnnx } from './read-onnx.ts';

let folder = '';
let sound = '';
let graph = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-read-onnx-'));
  const { path } = await synthesisePhi3(
    { preset: 'nano', type: 'Q4_0', seed: 1 },
    join(folder, 'n.gguf'),
    folder,
  );
  sound = join(folder, 'sound', 'nano.onnx');
  await convertToOnnx(path, sound, { activations: 'fp32', context: null, force: true, verify: null });
}, 60_000);
beforeEach(async () => {
  const own = await mkdtemp(join(folder, 'case-'));
  graph = join(own, 'nano.onnx');
  await copyFile(sound, graph);
  await copyFile(`${sound}.data`, `${graph}.data`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The copy with one thing changed. */
async function alter(change: (model: OnnxModel) => OnnxModel): Promise<void> {
  await writeFile(graph, encodeModel(change(decodeModel(await readFile(graph)))));
}

const alterTensor = (change: (tensor: Initializer) => Initializer): Promise<void> =>
  alter((model) => {
    const [first, ...rest] = model.graph.initializer.filter(({ dataLocation }) => dataLocation === 1);
    if (!first) throw new Error('no external tensor');
    return { ...model, graph: { ...model.graph, initializer: [change(first), ...rest] } };
  });

const entry = (key: string, value: string) => (tensor: Initializer) => ({
  ...tensor,
  externalData: [...(tensor.externalData ?? []).filter((each) => each.key !== key), { key, value }],
});

test('a converted model: operators, weights, files', async () => {
  const file = await readOnnx(sound);
  expect(file.operators).toMatchObject({ MatMulNBits: 9, GroupQueryAttention: 2, GatherBlockQuantized: 1 });
  expect(file.parameters).toBe(1_443_072);
  expect(file.dataFiles.map(({ location }) => location)).toEqual(['nano.onnx.data']);
  expect(file.inputs.slice(0, 2)).toEqual(['input_ids', 'attention_mask']);
});

test.each([
  ['a folder above', '../sound/nano.onnx.data'],
  ['an absolute path', '/etc/passwd'],
  ['a drive', 'C:\\weights.bin'],
  ['the folder itself', '.'],
  ['nothing', ''],
])('weights in %s are refused', async (_, location) => {
  await alterTensor(entry('location', location));
  await expect(readOnnx(graph)).rejects.toMatchObject({ code: 'ONNX_DATA_OUTSIDE' });
});

test('weights behind a link that leads out of the folder are refused', async () => {
  await mkdir(join(folder, 'elsewhere'), { recursive: true });
  await rm(`${graph}.data`);
  await symlink(`${sound}.data`, `${graph}.data`);
  await expect(readOnnx(graph)).rejects.toMatchObject({ code: 'ONNX_DATA_OUTSIDE' });
});

test('weights that are a folder or a pipe are refused by what they are', async () => {
  await rm(`${graph}.data`);
  await mkdir(`${graph}.data`);
  const says = (what: string) => ({
    code: 'ONNX_INVALID',
    message: expect.stringContaining(`nano.onnx.data is ${what}, not a file`),
  });
  await expect(readOnnx(graph)).rejects.toMatchObject(says('a folder'));
  await rm(`${graph}.data`, { recursive: true });
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [`${graph}.data`]);
  await expect(readOnnx(graph)).rejects.toMatchObject(says('a pipe'));
});

test.each([
  ['an offset beyond the file', entry('offset', '999999999999'), 'ONNX_TRUNCATED'],
  ['an offset below zero', entry('offset', '-4096'), 'ONNX_INVALID'],
  ['a length that its shape does not have', entry('length', '12'), 'ONNX_INVALID'],
  ['a type that is not known', (each: Initializer) => ({ ...each, dataType: 99 }), 'ONNX_INVALID'],
  ['an absurd shape', (each: Initializer) => ({ ...each, dims: [2 ** 52, 2 ** 52] }), 'ONNX_INVALID'],
  ['a negative shape', (each: Initializer) => ({ ...each, dims: [-1, 4] }), 'ONNX_INVALID'],
])('a tensor with %s is refused', async (_, change, code) => {
  await alterTensor(change);
  await expect(readOnnx(graph)).rejects.toMatchObject({ code, where: graph });
});

test('a tensor without data is a stub, whatever its shape claims; a list of numbers is data', async () => {
  const { externalData: _, ...inside } = { externalData: [] };
  await alterTensor(({ name, dims, dataType }) => ({ ...inside, name, dims, dataType }));
  await expect(readOnnx(graph)).rejects.toMatchObject({ code: 'ONNX_TRUNCATED' });
  await copyFile(sound, graph);
  await alterTensor(({ name }) => ({ name, dims: [2], dataType: 1, floatData: new Uint8Array(8) }));
  expect((await readOnnx(graph)).tensors.find(({ place }) => place === null)).toBeDefined();
});

test('a graph of millions of nodes of two bytes each is refused before they fill the memory', async () => {
  const nodes = Buffer.alloc(8_000_000, Buffer.of(0x0a, 0));
  // The graph's tag, and its length in four bytes of seven bits.
  const length = [0, 7, 14, 21].map((at) => ((nodes.length >>> at) & 127) | (at < 21 ? 128 : 0));
  await writeFile(graph, Buffer.concat([Buffer.of(0x3a, ...length), nodes]));
  await expect(readOnnx(graph)).rejects.toMatchObject({
    code: 'ONNX_INVALID',
    message: expect.stringContaining('4000000 nodes'),
  });
});

test('versions that the file does not state are unknown, not zero', async () => {
  await alter(
    ({ irVersion: _, ...model }) => ({ ...model, opsetImport: [{ domain: '' }] }) as unknown as OnnxModel,
  );
  expect(await readOnnx(graph)).toMatchObject({ irVersion: null, opsets: [{ domain: '', version: null }] });
});

test('cut weights, and weights that are not there, are refused', async () => {
  await truncate(`${graph}.data`, 100_000);
  await expect(readOnnx(graph)).rejects.toMatchObject({ code: 'ONNX_TRUNCATED' });
  await rm(`${graph}.data`);
  await expect(readOnnx(graph)).rejects.toMatchObject({ code: 'ONNX_TRUNCATED' });
});

test('a tensor name that is there twice is refused', async () => {
  await alter((model) => {
    const { initializer } = model.graph;
    return { ...model, graph: { ...model.graph, initializer: [...initializer, ...initializer.slice(0, 1)] } };
  });
  await expect(readOnnx(graph)).rejects.toMatchObject({ code: 'ONNX_INVALID' });
});

test('a graph that was cut or changed anywhere is read or refused by code, never worse', async () => {
  const whole = await readFile(sound);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, byte, isCut) => {
      const bytes = isCut ? whole.subarray(0, at) : Buffer.from(whole);
      if (!isCut) bytes[at] = byte;
      await writeFile(graph, bytes);
      await readOnnx(graph).catch((error: unknown) => {
        expect(error).toBeInstanceOf(HeatsoakError);
        expect((error as HeatsoakError).code).toMatch(/^ONNX_/);
      });
    }),
    // The example turns the tag of a name into another one.
    { numRuns: 150, examples: [[8119, 26, false]] },
  );
});

test.each([
  ['<!doctype html>', 'is a web page'],
  ['Entry not found', 'is a text that begins with "Entry not found"'],
  ['', 'it is empty'],
])('what stands in a graph\'s place is named: "%s"', async (text, what) => {
  await writeFile(graph, text);
  await expect(readOnnx(graph)).rejects.toMatchObject({
    code: 'ONNX_INVALID',
    message: expect.stringContaining(what),
  });
});
