import { open } from 'node:fs/promises';
import { createRandom, seedOf } from '../../harness/statistics/random.ts';
import { type Metadata, type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { writeGguf } from '../gguf/write-gguf.ts';
import { phi3Metadata, phi3Tensors, presets, weightSigma } from '../phi3.ts';
import { dequantise } from '../quantise/dequantise.ts';
import { quantise, type WritableType } from '../quantise/quantise.ts';
import { vocabularyFile } from '../vocabulary/phi3-vocabulary.ts';

export type Kind = ReturnType<typeof phi3Tensors>[number]['kind'];

/** A small model as it is to be written, and what is special about it. */
export interface SmallModel {
  readonly architecture: 'phi3' | 'llama';
  readonly typeOf: (kind: Kind) => WritableType;
  /** Further or other metadata, by key without the architecture's prefix. */
  readonly metadata?: Readonly<Record<string, number | string>>;
  /** Further single-precision tensors of one dimension. */
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
  /** The head is the embedding's tensor. */
  readonly isTied?: boolean;
}

const shape = presets.nano;
const HEAD_SIZE = shape.hidden / shape.heads;

interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly kind: Kind;
}

/** Phi-3's fused tensors as llama's separate ones. */
function unfused({ name, dims, kind }: Tensor): Tensor[] {
  const { hidden, feedForward, keyValueHeads } = shape;
  const layer = name.split('.')[1];
  const own = (part: string, outputs: number): Tensor => ({
    name: `blk.${layer}.${part}.weight`,
    dims: [hidden, outputs],
    kind,
  });
  if (kind === 'up') return [own('ffn_gate', feedForward), own('ffn_up', feedForward)];
  if (kind !== 'qkv') return [{ name, dims, kind }];
  const keys = keyValueHeads * HEAD_SIZE;
  return [own('attn_q', hidden), own('attn_k', keys), own('attn_v', keys)];
}

/**
 * Writes the model with quantised weights, and a twin of it in single precision with just the weights that the
 * quantised ones stand for: what is compared then is arithmetic, not quantisation.
 */
export async function writeSmallModel(
  model: SmallModel,
  path: string,
  twinPath: string,
  cacheDir: string,
): Promise<void> {
  const vocabulary = await readGguf(await vocabularyFile(cacheDir));
  const tensors = phi3Tensors(shape)
    .flatMap((tensor) => (model.architecture === 'llama' ? unfused(tensor) : [tensor]))
    .filter(({ name }) => !(model.isTied && name === 'output.weight'));
  const metadata = metadataOf(model, phi3Metadata(shape, 0, vocabulary.metadata));
  for (const isTwin of [false, true]) {
    const weights = tensors.map(({ name, dims, kind }) => {
      const type = kind === 'norm' ? 'F32' : model.typeOf(kind);
      // A tied embedding is the head too, whose logits are to stay small enough for probabilities.
      const role = model.isTied && kind === 'embedding' ? 'output' : kind;
      const bytes = quantise[type](valuesOf(name, dims, role));
      const twin = new Float32Array(dims.reduce((a, b) => a * b, 1));
      dequantise[type](bytes, twin);
      return isTwin
        ? { name, dims, type: 'F32' as const, chunks: () => [quantise.F32(twin)] }
        : { name, dims, type, chunks: () => [bytes] };
    });
    const vectors = Object.entries(model.vectors ?? {}).map(([name, values]) => ({
      name,
      dims: [values.length],
      type: 'F32' as const,
      chunks: () => [quantise.F32(Float32Array.from(values))],
    }));
    await writeGguf(isTwin ? twinPath : path, metadata, [...weights, ...vectors]);
  }
}

function valuesOf(name: string, dims: readonly number[], kind: Kind): Float32Array {
  const random = createRandom(seedOf(1, name));
  const sigma = weightSigma(kind, dims[0] ?? 1);
  const count = dims.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: count }, () =>
    kind === 'norm' ? 1 + 0.1 * random.gauss() : sigma * random.gauss(),
  );
}

function metadataOf({ architecture, metadata = {} }: SmallModel, phi3: Metadata): Metadata {
  const renamed = new Map<string, MetadataValue>(
    [...phi3].map(([key, value]) => [key.replace(/^phi3\./, `${architecture}.`), value]),
  );
  renamed.set('general.architecture', { type: ValueType.STRING, elementType: null, value: architecture });
  for (const [key, value] of Object.entries(metadata)) {
    const known = renamed.get(`${architecture}.${key}`)?.type;
    const type = known ?? (typeof value === 'string' ? ValueType.STRING : ValueType.F32);
    renamed.set(`${architecture}.${key}`, { type, elementType: null, value });
  }
  return renamed;
}

/** Makes a tensor's first value, or the scale of its first block, not a number. */
export async function spoilTensor(path: string, name: string): Promise<void> {
  const { tensors, dataStart } = await readGguf(path);
  const tensor = tensors.find((each) => each.name === name);
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(4, 0xff), 0, 4, dataStart + (tensor?.offset ?? 0));
  await file.close();
}
