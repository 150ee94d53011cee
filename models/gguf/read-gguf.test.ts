import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gguf } from '@huggingface/gguf';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HeatsoakError } from '../../harness/errors/heatsoak-error.ts';
import { quantise } from '../quantise/quantise.ts';
import { type MetadataValue, ValueType } from './gguf-types.ts';
import { parseGguf, readGguf } from './read-gguf.ts';
import { ggufHeader, writeGguf } from './write-gguf.ts';

const scalar = (type: number, value: MetadataValue['value']): MetadataValue => ({
  type,
  elementType: null,
  value,
});
const list = (elementType: number, value: MetadataValue['value']): MetadataValue => ({
  type: ValueType.ARRAY,
  elementType,
  value,
});

const metadata = new Map<string, MetadataValue>([
  ['general.architecture', scalar(ValueType.STRING, 'phi3')],
  ['a.u8', scalar(ValueType.U8, 255)],
  ['a.i8', scalar(ValueType.I8, -128)],
  ['a.u16', scalar(ValueType.U16, 65_535)],
  ['a.i16', scalar(ValueType.I16, -32_768)],
  ['a.u32', scalar(ValueType.U32, 4_294_967_295)],
  ['a.i32', scalar(ValueType.I32, -2_147_483_648)],
  ['a.f32', scalar(ValueType.F32, 0.5)],
  ['a.bool', scalar(ValueType.BOOL, true)],
  ['a.u64', scalar(ValueType.U64, 2n ** 64n - 1n)],
  ['a.i64', scalar(ValueType.I64, -(2n ** 63n))],
  ['a.f64', scalar(ValueType.F64, 0.1)],
  ['a.texts', list(ValueType.STRING, ['<s>', 'ünï', ''])],
  ['a.numbers', list(ValueType.I32, [1, -1, 7])],
]);
const row = new Float32Array(64);

let folder = '';
let whole: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-read-'));
  const path = join(folder, 'whole.gguf');
  await writeGguf(path, metadata, [
    { name: 'one.weight', dims: [32, 2], type: 'Q8_0', chunks: () => [quantise.Q8_0(row)] },
    { name: 'two.weight', dims: [64], type: 'F32', chunks: () => [quantise.F32(row)] },
  ]);
  whole = await readFile(path);
});
afterAll(() => rm(folder, { recursive: true }));

const parse = (bytes: Buffer) => parseGguf(bytes, bytes.length);

/** Offset of the first byte after that text. */
const after = (text: string): number => whole.indexOf(text) + Buffer.byteLength(text);

function edited(edit: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(whole);
  edit(bytes);
  return bytes;
}

/** True when it parses, or is refused as a bad GGUF; anything else (a crash, another error) is passed on. */
function survives(bytes: Buffer): boolean {
  try {
    parse(bytes);
  } catch (error) {
    if (!(error instanceof HeatsoakError) || !/^GGUF_/.test(error.code)) throw error;
  }
  return true;
}

test('every kind of metadata comes back as it was written', () => {
  const read = [...parse(whole).metadata].map(([key, { packed: _, ...entry }]) => [key, entry] as const);
  expect(new Map(read)).toEqual(metadata);
});

test('texts of an array come back whatever their lengths, and one that claims too much is refused', () => {
  const texts = ['a', 'b'.repeat(255), 'c'.repeat(65_535), 'd'.repeat(65_536), '', 'e'.repeat(70_000), 'f'];
  const header = ggufHeader(new Map([['texts', list(ValueType.STRING, texts)]]), []);
  expect(parse(header).metadata.get('texts')?.value).toEqual(texts);
  header.writeBigUInt64LE(2n ** 33n, header.indexOf('\x01\0\0\0\0\0\0\0f'));
  expect(() => parse(header)).toThrow(/a string claims 8589934592 bytes/);
});

test('a file cut at any byte is refused', () => {
  for (let length = 0; length < whole.length; length++) {
    const cut = whole.subarray(0, length);
    expect(() => parse(cut), `cut at ${length}`).toThrow(HeatsoakError);
  }
});

test('a window that is too short is distinguished from a file that is', () => {
  for (let length = 0; length < after('two.weight'); length++)
    expect(() => parseGguf(whole.subarray(0, length), whole.length)).toThrow(/^$/);
});

test('flipped bytes never crash the reader', () => {
  const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(flips, (places) =>
      survives(edited((bytes) => places.forEach(([at, value]) => void bytes.writeUInt8(value, at)))),
    ),
    { numRuns: 3000 },
  );
});

test('random bytes after the magic never crash the reader', () => {
  const tail = fc.uint8Array({ maxLength: 400 });
  const version = Buffer.from([3, 0, 0, 0]);
  fc.assert(
    fc.property(tail, (bytes) => survives(Buffer.concat([Buffer.from('GGUF'), version, bytes]))),
    { numRuns: 3000 },
  );
});

const u64 = (bytes: Buffer, at: number, value: bigint) => bytes.writeBigUInt64LE(value, at);

test.each<[string, RegExp, (bytes: Buffer) => void]>([
  ['another magic', /does not start with GGUF/, (bytes) => bytes.write('GGML')],
  ['another version', /version 9; 2 and 3 are known/, (bytes) => bytes.writeUInt32LE(9, 4)],
  ['a big-endian file', /big-endian/, (bytes) => bytes.writeUInt32BE(3, 4)],
  ['2^40 tensors', /claims 1099511627776 tensors/, (bytes) => u64(bytes, 8, 2n ** 40n)],
  ['2^40 keys', /claims 1099511627776 metadata entries/, (bytes) => u64(bytes, 16, 2n ** 40n)],
  ['a count of 2^63', /beyond any file/, (bytes) => u64(bytes, 8, 2n ** 63n)],
  ['a key of 2^33 bytes', /a string claims 8589934592 bytes/, (bytes) => u64(bytes, 24, 2n ** 33n)],
  [
    'a text of 2^33 bytes',
    /claims 8589934592 bytes/,
    (bytes) => u64(bytes, after('general.architecture') + 4, 2n ** 33n),
  ],
  [
    'an array of 2^33',
    /an array claims 8589934592 elements/,
    (bytes) => u64(bytes, after('a.texts') + 8, 2n ** 33n),
  ],
  [
    'an array of a million in a short file',
    /was cut: an array runs past its end/,
    (bytes) => u64(bytes, after('a.texts') + 8, 1_000_000n),
  ],
  [
    'an array of arrays',
    /metadata type 9 is unknown/,
    (bytes) => bytes.writeUInt32LE(9, after('a.numbers') + 4),
  ],
  [
    'an unknown metadata type',
    /metadata type 13 is unknown/,
    (bytes) => bytes.writeUInt32LE(13, after('a.u8')),
  ],
  ['a key twice', /has the key a\.u16 twice/, (bytes) => bytes.write('a.u16', bytes.indexOf('a.i16'))],
  [
    'a tensor twice',
    /has the tensor one\.weight twice/,
    (bytes) => bytes.write('one', bytes.indexOf('two.weight')),
  ],
  ['rank 5', /tensor one\.weight has rank 5/, (bytes) => bytes.writeUInt32LE(5, after('one.weight'))],
  ['rank 0', /tensor one\.weight has rank 0/, (bytes) => bytes.writeUInt32LE(0, after('one.weight'))],
  ['an empty tensor', /has the shape 0 × 2/, (bytes) => u64(bytes, after('one.weight') + 4, 0n)],
  [
    'more weights than 2^53',
    /has the shape 9007199254740991 × 2/,
    (bytes) => u64(bytes, after('one.weight') + 4, 2n ** 53n - 1n),
  ],
  [
    'a row that is no whole block',
    /a row of 33 does not divide into blocks of Q8_0/,
    (bytes) => u64(bytes, after('one.weight') + 4, 33n),
  ],
  ['a removed type', /of type 4, which/, (bytes) => bytes.writeUInt32LE(4, after('one.weight') + 20)],
  [
    'an overlap',
    /tensor two\.weight starts at 64, not at 96/,
    (bytes) => u64(bytes, after('two.weight') + 16, 64n),
  ],
  [
    'a gap',
    /tensor two\.weight starts at 128, not at 96/,
    (bytes) => u64(bytes, after('two.weight') + 16, 128n),
  ],
  [
    'data past the end',
    /was cut: tensor two\.weight runs past the end/,
    (bytes) => u64(bytes, after('two.weight') + 4, 65n),
  ],
])('%s is refused', (_, message, edit) => {
  expect(() => parse(edited(edit))).toThrow(message);
});

test.each([
  [ValueType.I32, 0],
  [ValueType.I32, 3],
  [ValueType.I32, 24],
  [ValueType.I32, -1],
  [ValueType.F32, 0.5],
  [ValueType.F32, 8.5],
  [ValueType.F32, Number.POSITIVE_INFINITY],
  [ValueType.STRING, '32'],
])('an alignment of type %i and value %s is refused, read or written', async (type, value) => {
  const path = join(folder, 'aligned.gguf');
  const entry = scalar(type, value);
  await expect(writeGguf(path, new Map([['general.alignment', entry]]), [])).rejects.toThrow(/power of two/);
  // Its bytes under a name as long, and then the real name.
  await writeGguf(path, new Map([['general.alignmenu', entry]]), []);
  const bytes = await readFile(path);
  bytes.write('general.alignment', bytes.indexOf('general.alignmenu'));
  expect(() => parse(bytes)).toThrow(/general\.alignment is .*, not a power of two/);
});

test('control characters of a hostile name are shown, not sent to the terminal', () => {
  const bytes = edited((each) => {
    each.write('\u001b[2J\u202e', each.indexOf('two.weight'));
    u64(each, after('two.weight') + 16, 64n);
  });
  expect(() => parse(bytes)).toThrow(/tensor \\u001b\[2J\\u202eght starts/);
});

test('a wrong file says which it is', async () => {
  const path = join(folder, 'wrong.gguf');
  await writeFile(path, whole.subarray(0, 100));
  await expect(readGguf(path)).rejects.toMatchObject({ code: 'GGUF_TRUNCATED', where: path });
});

test('tensors read as the reader of Hugging Face reads them', async () => {
  const path = join(folder, 'tensors.gguf');
  await writeFile(path, whole);
  const [ours, theirs] = [await readGguf(path), await gguf(path, { allowLocalFile: true })];
  expect(ours.dataStart).toBe(Number(theirs.tensorDataOffset));
  expect(ours.tensors.map(({ name, dims, offset }) => ({ name, dims, offset }))).toEqual(
    theirs.tensorInfos.map(({ name, shape, offset }) => ({
      name,
      dims: shape.map(Number),
      offset: Number(offset),
    })),
  );
});
