import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from '../harness/files/digest.ts';
import { makeFolder } from '../harness/files/make-folder.ts';
import { readUserText } from '../harness/files/read-user-file.ts';
import { writeDocument } from '../harness/files/write-whole.ts';
import { createRandom, seedOf } from '../harness/statistics/random.ts';
import { readGguf } from './gguf/read-gguf.ts';
import { elementCount } from './gguf/tensor-types.ts';
import { type TensorSource, writeGguf } from './gguf/write-gguf.ts';
import { type Phi3Preset, type Phi3Shape, phi3Metadata, phi3Tensors, presets, weightSigma } from './phi3.ts';
import { PooledBlocks } from './pooled-blocks.ts';
import { type MixName, mixes, typesInMix } from './quantise/mix.ts';
import { quantise, type WritableType } from './quantise/quantise.ts';
import type { TensorWork } from './tensor-work.ts';
import { vocabularyFile } from './vocabulary/phi3-vocabulary.ts';

export interface SyntheticModel {
  readonly preset: Phi3Preset;
  readonly type: MixName;
  readonly seed: number;
  /** What differs from the preset's shape, such as fewer layers. */
  readonly shape?: Partial<Phi3Shape>;
}

export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Writes a random Phi-3 with the real vocabulary, in flat memory; equal inputs give equal bytes. `mini` takes its blocks
 * from a pool, the small ones are drawn weight by weight.
 */
export async function synthesisePhi3(
  model: SyntheticModel,
  path: string,
  cacheDir: string,
  work: TensorWork = {},
): Promise<ModelFile> {
  await writeSynthetic(model, path, cacheDir, work);
  return { path, ...(await sha256OfFile(path)) };
}

/** `synthesisePhi3` without the hash, which takes as long as writing does for a model of full size. */
export async function writeSynthetic(
  model: SyntheticModel,
  path: string,
  cacheDir: string,
  work: TensorWork = {},
): Promise<void> {
  const vocabulary = await readGguf(await vocabularyFile(cacheDir));
  const shape: Phi3Shape = { ...presets[model.preset], ...model.shape };
  const plans = phi3Tensors(shape);
  const types = typesInMix(model.type, plans);
  const pool = model.preset === 'mini' ? new PooledBlocks(model.seed) : null;
  const tensors = plans.map((plan, i): TensorSource => {
    const type = types[i] ?? 'F32';
    return {
      ...plan,
      type,
      chunks: function* () {
        yield* pool && plan.kind !== 'norm'
          ? pool.weights(plan.name, type, elementCount(plan.dims), sigmaOf(plan))
          : randomRows(seedOf(model.seed, plan.name), plan, type);
        work.onTensor?.(i + 1, plans.length);
      },
    };
  });
  const metadata = phi3Metadata(shape, mixes[model.type].fileType, vocabulary.metadata);
  await writeGguf(path, metadata, tensors, { signal: work.signal });
}

type TensorPlan = ReturnType<typeof phi3Tensors>[number];

const sigmaOf = ({ kind, dims }: TensorPlan): number => weightSigma(kind, dims[0] ?? 1);

function* randomRows(seed: number, plan: TensorPlan, type: WritableType): Iterable<Uint8Array> {
  const random = createRandom(seed);
  const [inputs = 1, rows = 1] = plan.dims;
  const sigma = sigmaOf(plan);
  // Rows are whole blocks, so many of them quantise as one; a file write a row would take longer than the numbers.
  for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
    const values = new Float32Array(inputs * Math.min(ROWS_AT_ONCE, rows - row));
    for (let i = 0; i < values.length; i++)
      values[i] = plan.kind === 'norm' ? 1 + 0.1 * random.gauss() : sigma * random.gauss();
    yield quantise[type](values);
  }
}

const ROWS_AT_ONCE = 2048;

/** The model of that recipe from the cache, made there if it is absent or was changed. */
export async function cachedModel(model: SyntheticModel & { readonly cacheDir: string }): Promise<ModelFile> {
  const shape = Object.entries(model.shape ?? {}).map(([name, value]) => `-${name}${value}`);
  const recipe = `${model.preset}${shape.join('')}-${model.type}-seed${model.seed}`;
  const path = join(model.cacheDir, `phi3-${recipe}-r2.gguf`);
  // A file that a dying process left half written counts as missing.
  const known = await readUserText(`${path}.json`)
    .then((text) => JSON.parse(text) as Omit<ModelFile, 'path'> | null)
    .catch(() => null);
  if (known) {
    const found = await sha256OfFile(path).catch(() => null);
    if (found?.sha256 === known.sha256) return { path, ...found };
  }
  await makeFolder(model.cacheDir);
  // What was changed there may be no model any more, which no other writer would replace.
  await rm(path, { force: true });
  const made = await synthesisePhi3(model, path, model.cacheDir);
  await writeDocument(`${path}.json`, { sha256: made.sha256, sizeBytes: made.sizeBytes });
  return made;
}
