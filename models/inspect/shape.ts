import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf, numbersOf, textCountOf } from '../gguf/metadata.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';

/** What decides a transformer's memory. */
export interface ModelShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  /** Layer by layer: some architectures vary it. */
  readonly keyValueHeads: readonly number[];
  readonly keyLength: number;
  readonly valueLength: number;
  /** Null where the file does not say, as in the next two. */
  readonly feedForward: number | null;
  readonly vocabulary: number | null;
  /** Tokens it was trained for. */
  readonly context: number | null;
}

/** A shape with all that memory depends on. */
export interface SizedShape extends ModelShape {
  readonly feedForward: number;
  readonly vocabulary: number;
}

export const isSized = (shape: ModelShape): shape is SizedShape =>
  shape.feedForward !== null && shape.vocabulary !== null;

/**
 * The shape by the metadata, and by the embedding where they do not give the vocabulary; null when the file
 * says too little, as vocabularies and other kinds of model do, or lists other than one number a layer.
 */
export function shapeOf(
  metadata: Metadata,
  architecture: string,
  tensors: readonly Pick<GgufTensor, 'name' | 'dims'>[] = [],
): ModelShape | null {
  const count = (key: string): number | null => largest(metadata, `${architecture}.${key}`);
  const [layers, hidden, heads] = [
    count('block_count'),
    count('embedding_length'),
    count('attention.head_count'),
  ];
  if (!layers || !hidden || !heads || layers > MOST_LAYERS) return null;
  const keyValueHeads = perLayer(metadata, `${architecture}.attention.head_count_kv`, layers, heads);
  if (!keyValueHeads) return null;
  const headLength = Math.floor(hidden / heads);
  return {
    layers,
    hidden,
    heads,
    keyValueHeads,
    keyLength: count('attention.key_length') ?? headLength,
    valueLength: count('attention.value_length') ?? headLength,
    feedForward: count('feed_forward_length') ?? count('expert_feed_forward_length'),
    vocabulary: textCountOf(metadata, TOKENS) || count('vocab_size') || embeddingRows(tensors),
    context: count('context_length') || null,
  };
}

const TOKENS = 'tokenizer.ggml.tokens';

const embeddingRows = (tensors: readonly Pick<GgufTensor, 'name' | 'dims'>[]): number | null =>
  tensors.find(({ name }) => name === 'token_embd.weight')?.dims[1] ?? null;

/** No model comes near it; a list of one number a layer is to stay short. */
const MOST_LAYERS = 10_000;

const isList = (metadata: Metadata, key: string): boolean => metadata.get(key)?.elementType != null;

/** One number for all layers, or the largest of one number a layer; null for an empty list. */
function largest(metadata: Metadata, key: string): number | null {
  if (!isList(metadata, key)) return countOf(metadata, key);
  const numbers = numbersOf(metadata, key) ?? [];
  return numbers.length === 0 ? null : numbers.reduce((most, each) => Math.max(most, each), 0);
}

/** One number a layer: a list's own, one for all, or `otherwise`. Null for a list that does not hold one count a layer. */
function perLayer(
  metadata: Metadata,
  key: string,
  layers: number,
  otherwise: number,
): readonly number[] | null {
  if (!isList(metadata, key)) return new Array<number>(layers).fill(countOf(metadata, key) ?? otherwise);
  const numbers = numbersOf(metadata, key) ?? [];
  const isSound = numbers.length === layers && numbers.every((each) => Number.isInteger(each) && each >= 0);
  return isSound ? numbers : null;
}
