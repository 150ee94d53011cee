import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quantise } from '../quantise/quantise.ts';
import type { MetadataValue } from './gguf-types.ts';
import { ValueType } from './gguf-types.ts';
import { countOf, numbersOf, required, textOf } from './metadata.ts';
import { type OpenGguf, openGguf } from './open-gguf.ts';
import { writeGguf } from './write-gguf.ts';

const values = Float32Array.from({ length: 64 * 10 }, (_, i) => Math.sin(i));
const metadata = new Map<string, MetadataValue>([
  ['general.name', { type: ValueType.STRING, elementType: null, value: 'sines' }],
  ['sines.count', { type: ValueType.U64, elementType: null, value: 640 }],
]);
let folder = '';
let path = '';
let gguf: OpenGguf;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-gguf-'));
  path = join(folder, 'sines.gguf');
  await writeGguf(path, metadata, [
    { name: 'whole', dims: [64, 10], type: 'F32', chunks: () => [quantise.F32(values)] },
    { name: 'packed', dims: [64, 5, 2], type: 'Q8_0', chunks: () => [quantise.Q8_0(values)] },
  ]);
  gguf = await openGguf(path);
});
afterAll(async () => {
  await gguf.close();
  await rm(folder, { recursive: true });
});

test('rows stream in chunks of whole rows, and together are the tensor', async () => {
  const seen: number[] = [];
  const rows: number[] = [];
  for await (const chunk of gguf.floatRows(gguf.tensor('whole'), 64 * 4 * 3)) {
    seen.push(...chunk.values);
    rows.push(chunk.rows);
  }
  expect(rows).toEqual([3, 3, 3, 1]);
  expect(seen).toEqual([...values]);
});

test('a row longer than the chunk still comes whole', async () => {
  const sizes: number[] = [];
  for await (const { bytes } of gguf.rawRows(gguf.tensor('packed'), 1)) sizes.push(bytes.length);
  expect(sizes).toEqual(Array.from({ length: 10 }, () => 68));
});

test('rows are read from anywhere, dequantised', async () => {
  const tensor = gguf.tensor('packed');
  const all = await gguf.readFloats(tensor);
  expect(await gguf.readFloats(tensor, 7, 2)).toEqual(all.slice(7 * 64, 9 * 64));
  expect(Math.abs((all[100] ?? 0) - Math.sin(100))).toBeLessThan(0.01);
});

test('rows outside the tensor are refused', async () => {
  await expect(gguf.readRaw(gguf.tensor('packed'), 9, 2)).rejects.toMatchObject({ code: 'TENSOR_ROWS' });
});

test('a missing tensor is refused with the nearest name', () => {
  expect(gguf.findTensor('pakced')).toBeNull();
  expect(() => gguf.tensor('pakced')).toThrow(expect.objectContaining({ hint: 'did you mean packed?' }));
});

test('metadata reads typed; a missing required key and a wrong kind are named', () => {
  expect(textOf(gguf.metadata, 'general.name')).toBe('sines');
  expect(countOf(gguf.metadata, 'sines.count')).toBe(640);
  expect(textOf(gguf.metadata, 'absent')).toBeNull();
  expect(() => required(countOf, gguf.metadata, 'absent')).toThrow(/lacks absent/);
  expect(() => textOf(gguf.metadata, 'sines.count')).toThrow(/sines.count is not a text/);
  const list = (value: readonly bigint[]) =>
    new Map([['wide', { type: ValueType.ARRAY, elementType: ValueType.U64, value }]]);
  expect(numbersOf(list([1n, 2n ** 40n]), 'wide')).toEqual([1, 2 ** 40]);
  expect(() => numbersOf(list([2n ** 60n]), 'wide')).toThrow(/wide is not a list of numbers/);
});

test('a file that shrinks while it is read ends with a clear error', async () => {
  const copy = join(folder, 'shrinks.gguf');
  await writeGguf(copy, metadata, [
    { name: 'whole', dims: [64, 10], type: 'F32', chunks: () => [quantise.F32(values)] },
  ]);
  const shrinking = await openGguf(copy);
  await truncate(copy, shrinking.dataStart + 100);
  await expect(shrinking.readRaw(shrinking.tensor('whole'))).rejects.toMatchObject({
    code: 'MODEL_TRUNCATED',
  });
  await shrinking.close();
});

test.each(['absent.gguf', '.'])('%s is refused before anything is read', async (name) => {
  await expect(openGguf(join(folder, name))).rejects.toMatchObject({ code: 'MODEL_MISSING' });
});
