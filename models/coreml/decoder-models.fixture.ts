import { open } from 'node:fs/promises';
import { createRandom, seedOf } from '../../harness/statistics/random.ts';
import { architectureNamed } from '../architectures/architectures.ts';
import { type Metadata, type MetadataValue, ValueType } from '../gguf/gguf-types.ts';
import { readGguf } from '../gguf/read-gguf.ts';
import { writeGguf } from '../gguf/write-gguf.ts';
import { type TensorKind as Kind, phi3Metadata, presets, weightSigma } from '../phi3.ts';
import { dequantise } from '../quantise/dequantise.ts';
import { quantise, type WritableType } from '../quantise/quantise.ts';
import { vocabularyFile } from '../vocabulary/phi3-vocabulary.ts';

export type { Kind };

/** A small model as it is to be written, and what is special about it. */
export interface SmallModel {
  readonly architecture: string;
  readonly typeOf: (kind: Kind) => WritableType;
  /** Further or other metadata, by key without the architecture's prefix. */
  readonly metadata?: Readonly<Record<string, number | string>>;
  /** Further single-precision tensors of one dimension. */
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
  /** The head is the embedding's tensor. */
  readonly isTied?: boolean;
  readonly layers?: number;
  /** Other than the hidden size's share. */
  readonly headSize?: number;
}

/**
 * A model of each architecture that is converted, small and by seed: what sets it apart is in its files. Layers are as many
 * as its pattern of windows or positions needs, and windows shorter than the texts that tests read.
 */
export const nanoModels: Readonly<Record<string, Omit<SmallModel, 'architecture' | 'typeOf'>>> = {
  llama: { vectors: { 'rope_freqs.weight': Array.from({ length: 16 }, (_, i) => 1 + i / 2) }, isTied: true },
  phi3: { metadata: { 'rope.dimension_count': 24 }, isTied: true },
  qwen2: { metadata: { 'rope.freq_base': 1_000_000 } },
  qwen3: { metadata: { 'rope.freq_base': 1_000_000 }, headSize: 64, isTied: true },
  gemma3: {
    metadata: {
      'rope.freq_base': 1_000_000,
      'rope.scaling.factor': 8,
      'rope.scaling.type': 'linear',
      'attention.sliding_window': 8,
    },
    layers: 7,
    headSize: 64,
    isTied: true,
  },
  smollm3: { metadata: { 'rope.freq_base': 5_000_000 }, layers: 5, isTied: true },
};

const shape = presets.nano;
const HEAD_SIZE = shape.hidden / shape.heads;
/** Keys that the metadata of phi3 lacks and llama.cpp reads as whole numbers. */
const COUNTS = new Set(['attention.key_length', 'attention.value_length']);

interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly kind: Kind;
}

function tensorsOf({
  architecture,
  layers = shape.layers,
  headSize = HEAD_SIZE,
  isTied,
}: SmallModel): Tensor[] {
  const { hidden, feedForward, vocabulary } = shape;
  const own = architectureNamed(architecture);
  if (!own) throw new Error(`${architecture} is not converted`);
  const [queries, keys] = [shape.heads * headSize, shape.keyValueHeads * headSize];
  const isFused = architecture === 'phi3';
  const matrices: [part: string, inputs: number, outputs: number, Kind][] = [
    ...(isFused
      ? [['attn_qkv', hidden, queries + 2 * keys, 'qkv'] as [string, number, number, Kind]]
      : ([
          ['attn_q', hidden, queries, 'qkv'],
          ['attn_k', hidden, keys, 'qkv'],
          ['attn_v', hidden, keys, 'qkv'],
          ['ffn_gate', hidden, feedForward, 'up'],
        ] as [string, number, number, Kind][])),
    ['ffn_up', hidden, isFused ? 2 * feedForward : feedForward, 'up'],
    ['attn_output', queries, hidden, 'attention'],
    ['ffn_down', feedForward, hidden, 'down'],
  ];
  const norms: [part: string, size: number][] = [
    ['attn_norm', hidden],
    ['ffn_norm', hidden],
    ...(own.normsHeads
      ? (['attn_q_norm', 'attn_k_norm'].map((part) => [part, headSize]) as [string, number][])
      : []),
    ...(own.normsResults
      ? (['post_attention_norm', 'post_ffw_norm'].map((part) => [part, hidden]) as [string, number][])
      : []),
  ];
  const block = (layer: number): Tensor[] => [
    ...norms.map(([part, size]) => ({
      name: `blk.${layer}.${part}.weight`,
      dims: [size],
      kind: 'norm' as const,
    })),
    ...matrices.map(([part, inputs, outputs, kind]) => ({
      name: `blk.${layer}.${part}.weight`,
      dims: [inputs, outputs],
      kind,
    })),
    ...matrices
      .filter(([part]) => own.biases.includes(part))
      .map(([part, , outputs]) => ({
        name: `blk.${layer}.${part}.bias`,
        dims: [outputs],
        kind: 'norm' as const,
      })),
  ];
  const embedding: Tensor = { name: 'token_embd.weight', dims: [hidden, vocabulary], kind: 'embedding' };
  return [
    embedding,
    ...Array.from({ length: layers }, (_, layer) => block(layer)).flat(),
    { name: 'output_norm.weight', dims: [hidden], kind: 'norm' },
    ...(isTied ? [] : [{ ...embedding, name: 'output.weight', kind: 'output' as const }]),
  ];
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
  const tensors = tensorsOf(model);
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

function metadataOf(model: SmallModel, phi3: Metadata): Metadata {
  const { architecture, layers = shape.layers, headSize = HEAD_SIZE } = model;
  const metadata: Record<string, number | string> = {
    block_count: layers,
    'rope.dimension_count': headSize,
    ...(headSize === HEAD_SIZE
      ? {}
      : { 'attention.key_length': headSize, 'attention.value_length': headSize }),
    ...model.metadata,
  };
  const renamed = new Map<string, MetadataValue>(
    [...phi3].map(([key, value]) => [key.replace(/^phi3\./, `${architecture}.`), value]),
  );
  renamed.set('general.architecture', { type: ValueType.STRING, elementType: null, value: architecture });
  for (const [key, value] of Object.entries(metadata)) {
    const known =
      renamed.get(`${architecture}.${key}`)?.type ?? (COUNTS.has(key) ? ValueType.U32 : undefined);
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
