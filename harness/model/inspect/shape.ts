import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf, numbersOf, textsOf } from '../gguf/metadata.ts';

/** What decides a transformer's memory. */
export interface ModelShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  /** Layer by layer: some architectures vary it. */
  readonly keyValueHeads: readonly number[];
  readonly keyLength: number;
  readonly valueLength: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  /** Tokens it was trained for. */
  readonly context: number;
}

/** The shape by the metadata's own words; null when the file says too little, as vocabularies and other kinds of model do. */
export function shapeOf(metadata: Metadata, architecture: string): ModelShape | null {
  const count = (key: string): number | null => largest(metadata, `${architecture}.${key}`);
  const [layers, hidden, heads] = [
    count('block_count'),
    count('embedding_length'),
    count('attention.head_count'),
  ];
  if (!layers || !hidden || !heads) return null;
  const headLength = Math.floor(hidden / heads);
  return {
    layers,
    hidden,
    heads,
    keyValueHeads:
      perLayer(metadata, `${architecture}.attention.head_count_kv`, layers) ?? filled(layers, heads),
    keyLength: count('attention.key_length') ?? headLength,
    valueLength: count('attention.value_length') ?? headLength,
    feedForward: count('feed_forward_length') ?? 0,
    vocabulary: textsOf(metadata, 'tokenizer.ggml.tokens')?.length ?? count('vocab_size') ?? 0,
    context: count('context_length') ?? 0,
  };
}

/** Most layers there can be in a header whose arrays are limited. */
const MOST_LAYERS = 10_000;
const filled = (layers: number, value: number): number[] =>
  new Array<number>(Math.min(layers, MOST_LAYERS)).fill(value);

const isList = (metadata: Metadata, key: string): boolean => metadata.get(key)?.elementType != null;

/** One number for all layers, or the largest of one number a layer. */
function largest(metadata: Metadata, key: string): number | null {
  if (!isList(metadata, key)) return countOf(metadata, key);
  return numbersOf(metadata, key)?.reduce((most, each) => Math.max(most, each), 0) ?? null;
}

function perLayer(metadata: Metadata, key: string, layers: number): readonly number[] | null {
  if (isList(metadata, key)) return numbersOf(metadata, key);
  const value = countOf(metadata, key);
  return value === null ? null : filled(layers, value);
}
