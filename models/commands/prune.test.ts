import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256OfFile } from '../../harness/files/digest.ts';
import { type Metadata, type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { openGguf } from '../gguf/open-gguf.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { type TensorSource, writeGguf } from '../gguf/write-gguf.ts';
import { DROPPED_KEY, dropLayers } from '../prune/drop-layers.ts';
import { leastInfluential } from '../prune/layer-influence.ts';
import { synthesisePhi3 } from '../synthesise.ts';
import { writeChanged } from '../verify/damaged-model.fixture.ts';
import { pruneCommand } from './command-prune.ts';
import { pruneDocument } from './prune-document.ts';

let folder: string;
let planted: string;
/** The command itself, in this process: paths are relative to the folder. */
const prune = (path: string, out: string, ...args: string[]) =>
  pruneCommand().parseAsync([join(folder, path), join(folder, out), ...args], { from: 'user' });

/** A nano model of three layers whose middle one adds nothing: it may go, and nothing changes. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-prune-'));
  const nano = await synthesisePhi3(
    { preset: 'nano', type: 'F32', seed: 1 },
    join(folder, 'nano.gguf'),
    folder,
  );
  const file = await openGguf(nano.path);
  const copy = (name: string, from: string, silent: boolean): TensorSource => {
    const tensor = file.tensor(from);
    return {
      ...tensor,
      name,
      chunks: async function* () {
        for await (const { bytes } of file.rawRows(tensor))
          yield silent ? new Uint8Array(bytes.length) : bytes;
      },
    };
  };
  const isOutput = (name: string): boolean => /attn_output|ffn_down/.test(name);
  const tensors = file.tensors.flatMap(({ name }) => {
    if (!name.startsWith('blk.1.')) return [copy(name, name, false)];
    const last = name.replace('blk.1.', 'blk.2.');
    return [copy(name, name, isOutput(name)), copy(last, name, false)];
  });
  planted = join(folder, 'planted.gguf');
  await writeGguf(planted, threeLayers(file.metadata), tensors);
  await file.close();
});
afterAll(() => rm(folder, { recursive: true }));

function threeLayers(metadata: Metadata): Metadata {
  const list = { type: ValueType.ARRAY, elementType: ValueType.U32, value: [10, 11, 12] };
  const count = { type: ValueType.U32, elementType: null, value: 3 };
  // Files that llama.cpp merged out of shards have a count of zero of them.
  const shards = { type: ValueType.U16, elementType: null, value: 0 };
  const own = [
    ['phi3.block_count', count],
    ['phi3.test.per_layer', list],
    ['split.count', shards],
  ] as const;
  return new Map<string, MetadataValue>([...metadata, ...own]);
}

test('the layer that does nothing is found, goes, and the text reads the same without it', async () => {
  await prune('planted.gguf', 'pruned.gguf', '--drop', '1');
  const written = await readFile(join(folder, 'pruned.gguf.prune.json'), 'utf8');
  const document = pruneDocument.parse(JSON.parse(written));
  expect(document.dropped).toEqual([1]);
  expect(document.influence.map((row) => row.layer)).toEqual([0, 1, 2]);
  expect(document.influence[1]?.meanKl).toBeLessThan(1e-5);
  expect(document.influence[0]?.meanKl).toBeGreaterThan(0.05);
  expect(document.influence[2]?.meanKl).toBeGreaterThan(0.05);
  expect(document.after.topOnePercent).toBe(100);
  expect(document.after.perplexity).toBeCloseTo(document.before.perplexity ?? Number.NaN, 3);
  expect(document.output.sha256).toBe((await sha256OfFile(join(folder, 'pruned.gguf'))).sha256);

  const { metadata, tensors } = await readGguf(join(folder, 'pruned.gguf'));
  expect(metadata.get('phi3.block_count')?.value).toBe(2);
  expect(metadata.get('phi3.test.per_layer')?.value).toEqual([10, 12]);
  expect(metadata.get(DROPPED_KEY)?.value).toEqual([1]);
  expect(new Set(tensors.map(({ name }) => /^blk\.(\d+)/.exec(name)?.[1] ?? 'none'))).toEqual(
    new Set(['none', '0', '1']),
  );
  expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
});

test.each([
  [['planted.gguf', 'out.gguf', '--drop', '3'], 'PRUNE_COUNT', /1 to 2/],
  [['planted.gguf', 'planted.gguf', '--drop', '1'], 'OUTPUT_IS_INPUT', /another file/],
  [['planted.gguf', 'none/out.gguf', '--drop', '1'], 'MODEL_UNWRITABLE', /folder/],
  [['planted.gguf', 'out.gguf', '--drop', '1', '--text', 'short.txt'], 'TEXT_TOO_SHORT', /--text/],
  [['planted.gguf', 'out.gguf', '--drop', '1', '--text', 'none.txt'], 'TEXT_MISSING', /--text/],
] as const)('%j is refused as %s, and nothing is written', async ([path, out, ...args], code, hint) => {
  await writeFile(join(folder, 'short.txt'), 'Hi.');
  const before = await readdir(folder);
  const given = args.map((arg) => (arg.endsWith('.txt') ? join(folder, arg) : arg));
  await expect(prune(path, out, ...given)).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
  expect(await readdir(folder)).toEqual(before);
});

test('a model whose scores are no numbers is refused: none of its layers can be judged', async () => {
  const base = { type: ValueType.F32, elementType: null, value: Number.NaN };
  const path = join(folder, 'nan.gguf');
  await writeChanged(planted, path, { metadata: { 'phi3.rope.freq_base': base } });
  await expect(prune('nan.gguf', 'out.gguf', '--drop', '1')).rejects.toMatchObject({
    code: 'PRUNE_UNSUPPORTED',
    where: path,
  });
  expect(await readdir(folder)).not.toContain('out.gguf');
});

test('a file whose tensors and metadata disagree on its layers is refused', async () => {
  const file = await openGguf(planted);
  const path = join(folder, 'torn.gguf');
  const copies = file.tensors
    .filter(({ name }) => !name.startsWith('blk.2.'))
    .map(
      (tensor): TensorSource => ({
        ...tensor,
        chunks: async function* () {
          for await (const { bytes } of file.rawRows(tensor)) yield bytes;
        },
      }),
    );
  for (const says of [3, 4_000_000_000]) {
    const count = { type: ValueType.U32, elementType: null, value: says };
    await writeGguf(path, new Map([...file.metadata, ['phi3.block_count', count]]), copies);
    const torn = await openGguf(path);
    await expect(dropLayers(torn, [0], join(folder, 'no.gguf'))).rejects.toMatchObject({
      code: 'PRUNE_UNSUPPORTED',
      message: expect.stringContaining(`2 layers of tensors, and says ${says}`),
    });
    await torn.close();
  }
  await file.close();
});

test('the least influential layers go, of equals the later one', () => {
  const row = (layer: number, meanKl: number | null) => ({ layer, meanKl, topOnePercent: 0, perplexity: 1 });
  expect(leastInfluential([row(0, 3), row(1, 1), row(2, 2), row(3, 1)], 1)).toEqual([3]);
  expect(leastInfluential([row(0, 3), row(1, 1), row(2, 2), row(3, 1)], 3)).toEqual([1, 2, 3]);
  // Without it the model gives no numbers any more: nothing matters more.
  expect(leastInfluential([row(0, null), row(1, 1), row(2, 2)], 2)).toEqual([1, 2]);
});
