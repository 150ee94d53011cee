import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScoredModel } from '../../commands/open-scored-model.ts';
import { convertToCoreMl } from '../../coreml/convert-to-coreml.ts';
import { openGguf } from '../../gguf/open-gguf.ts';
import { convertToOnnx } from '../../onnx/convert-to-onnx.ts';
import { dropLayers } from '../../prune/drop-layers.ts';
import { quantiseModel } from '../../quantise/quantise-model.ts';
import { synthesisePhi3 } from '../../synthesise.ts';
import { splitModel } from './split-model.ts';

let folder = '';
let shards: readonly string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heatsoak-shard-'));
  const { path } = await synthesisePhi3(
    { preset: 'nano', type: 'F16', seed: 1 },
    join(folder, 'nano.gguf'),
    folder,
  );
  shards = (await splitModel({ path, out: folder, maxBytes: 1 << 20, byHash: false })).paths;
});
afterAll(() => rm(folder, { recursive: true }));

const options = { force: false, verify: null };
const works: Readonly<Record<string, (shard: string) => Promise<unknown>>> = {
  quantise: (shard) => quantiseModel(shard, join(folder, 'out.gguf'), 'Q8_0'),
  onnx: (shard) =>
    convertToOnnx(shard, join(folder, 'out.onnx'), { ...options, activations: 'fp32', context: null }),
  coreMl: (shard) =>
    convertToCoreMl(shard, join(folder, 'out.mlpackage'), {
      ...options,
      contextTokens: null,
      prefillTokens: 64,
      offsets: 'float',
    }),
  prune: async (shard) => {
    const file = await openGguf(shard);
    await dropLayers(file, [0], join(folder, 'out.gguf')).finally(() => file.close());
  },
};

test.each(Object.keys(works))(
  '%s refuses a shard, the first as any other, and names the first',
  async (work) => {
    for (const shard of shards.slice(0, 2))
      await expect(works[work]?.(shard)).rejects.toMatchObject({
        code: 'MODEL_SPLIT',
        where: shard,
        hint: `join the shards first: heatsoak model join ${shards[0]} model.gguf`,
      });
  },
);

test('llama.cpp is given the first shard, never another', async () => {
  const [, second = ''] = shards;
  await expect(openScoredModel(second, 512, 1)).rejects.toMatchObject({
    code: 'MODEL_SPLIT',
    hint: expect.stringContaining(`${shards[0]}`),
  });
});
