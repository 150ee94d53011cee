import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom, seedOf } from '../judge/statistics/random.ts';
import { sha256OfFile } from './digest.ts';
import { readGguf } from './gguf/read-gguf.ts';
import { type TensorSource, writeGguf } from './gguf/write-gguf.ts';
import { type Phi3Preset, phi3Metadata, phi3Tensors, presets, weightSigma } from './phi3.ts';
import { quantise, type WritableType } from './quantise/quantise.ts';
import { vocabularyFile } from './vocabulary.ts';

export interface SyntheticModel {
  readonly preset: Phi3Preset;
  readonly type: WritableType;
  readonly seed: number;
}

export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

const fileTypes: Record<WritableType, number> = {
  F32: 0,
  F16: 1,
  Q4_0: 2,
  Q4_1: 3,
  Q8_0: 7,
  Q5_0: 8,
  Q5_1: 9,
  Q4_K: 15,
  Q5_K: 17,
  Q6_K: 18,
  BF16: 32,
};

/** Writes a small random Phi-3 with the real vocabulary; equal inputs give equal bytes. */
export async function synthesisePhi3(
  model: SyntheticModel,
  path: string,
  cacheDir: string,
): Promise<ModelFile> {
  const vocabulary = await readGguf(await vocabularyFile(cacheDir));
  const shape = presets[model.preset];
  const tensors = phi3Tensors(shape).map(({ name, dims, kind }): TensorSource => {
    const type = kind === 'norm' ? 'F32' : model.type;
    return { name, dims, type, chunks: () => randomRows(seedOf(model.seed, name), dims, kind, type) };
  });
  await writeGguf(path, phi3Metadata(shape, fileTypes[model.type], vocabulary.metadata), tensors);
  return { path, ...(await sha256OfFile(path)) };
}

type Kind = ReturnType<typeof phi3Tensors>[number]['kind'];

function* randomRows(
  seed: number,
  dims: readonly number[],
  kind: Kind,
  type: WritableType,
): Iterable<Uint8Array> {
  const random = createRandom(seed);
  const [inputs = 1, rows = 1] = dims;
  const sigma = weightSigma(kind, inputs);
  // Rows are whole blocks, so many of them quantise as one; a file write a row would take longer than the numbers.
  for (let row = 0; row < rows; row += ROWS_AT_ONCE) {
    const values = new Float32Array(inputs * Math.min(ROWS_AT_ONCE, rows - row));
    for (let i = 0; i < values.length; i++)
      values[i] = kind === 'norm' ? 1 + 0.1 * random.gauss() : sigma * random.gauss();
    yield quantise[type](values);
  }
}

const ROWS_AT_ONCE = 2048;

/** The model of that recipe from the cache, made there if it is absent or was changed. */
export async function cachedModel(model: SyntheticModel & { readonly cacheDir: string }): Promise<ModelFile> {
  const path = join(model.cacheDir, `phi3-${model.preset}-${model.type}-seed${model.seed}-r1.gguf`);
  const known = await readFile(`${path}.json`, 'utf8').then(
    (text) => JSON.parse(text) as Omit<ModelFile, 'path'>,
    () => null,
  );
  if (known) {
    const found = await sha256OfFile(path).catch(() => null);
    if (found?.sha256 === known.sha256) return { path, ...found };
  }
  await mkdir(model.cacheDir, { recursive: true });
  const made = await synthesisePhi3(model, path, model.cacheDir);
  await writeFile(`${path}.json`, JSON.stringify({ sha256: made.sha256, sizeBytes: made.sizeBytes }));
  return made;
}
