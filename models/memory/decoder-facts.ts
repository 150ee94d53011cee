import type { Metadata } from '../gguf/gguf-types.ts';
import { countOf, numberOf } from '../gguf/metadata.ts';
import type { SizedShape } from '../inspect/shape.ts';
import { type ArchitectureTraits, traitsOf } from './architecture-traits.ts';
import { attendingLayers, type RecurrentState, recurrentStates } from './recurrent-state.ts';
import { windowsOf } from './windows.ts';

/** Key-value cache of a layer. `shared`: it reads an earlier layer's. */
export type LayerCache = 'own' | 'shared' | 'none';

export interface LayerFacts {
  readonly keyValueHeads: number;
  readonly keyLength: number;
  readonly valueLength: number;
  /** Tokens it looks back, or null for the whole context. */
  readonly window: number | null;
  readonly cache: LayerCache;
  readonly state: RecurrentState | null;
  readonly feedForward: number;
  /** Its feed-forward part chooses among experts. */
  readonly mixes: boolean;
  readonly rotates: boolean;
}

/** A feed-forward part that chooses among experts. */
export interface Experts {
  readonly count: number;
  readonly used: number;
  readonly feedForward: number;
  /** Width of those that are always asked; 0 for none. */
  readonly sharedFeedForward: number;
  readonly normalises: boolean;
}

/** Attention over a compressed key that stands for keys and values (MLA). */
export interface LatentAttention {
  readonly rank: number;
  readonly rotated: number;
  readonly keyLength: number;
  readonly valueLength: number;
}

/** What of a decoder decides the memory that llama.cpp takes for it. */
export interface DecoderFacts {
  readonly architecture: string;
  readonly hidden: number;
  readonly heads: number;
  readonly vocabulary: number;
  readonly layers: readonly LayerFacts[];
  readonly experts: Experts | null;
  readonly latent: LatentAttention | null;
  readonly traits: ArchitectureTraits;
  /** Scores of attention are squeezed into a range, in three steps. */
  readonly capsScores: boolean;
}

/** The facts of a shape, and of what else the metadata say. @throws HeatsoakError `GGUF_METADATA` */
export function decoderFacts(metadata: Metadata, architecture: string, shape: SizedShape): DecoderFacts {
  return {
    architecture,
    hidden: shape.hidden,
    heads: shape.heads,
    vocabulary: shape.vocabulary,
    layers: layersOf(metadata, architecture, shape),
    experts: expertsOf(metadata, architecture, shape.feedForward),
    latent: latentOf(metadata, architecture),
    traits: traitsOf(architecture),
    capsScores:
      numberOf(metadata, `${architecture}.attn_logit_softcapping`) !== null || architecture === 'gemma2',
  };
}

function layersOf(metadata: Metadata, architecture: string, shape: SizedShape): LayerFacts[] {
  const count = (key: string): number => countOf(metadata, `${architecture}.${key}`) ?? 0;
  const windows = windowsOf(metadata, architecture, shape.layers);
  const states = recurrentStates(metadata, architecture, shape.keyValueHeads);
  const attends = attendingLayers(architecture, shape.keyValueHeads, states);
  const owning =
    architecture === 'gemma3n' ? GEMMA3N_OWNING : shape.layers - count('attention.shared_kv_layers');
  const dense = count('leading_dense_block_count');
  const mixes = count('expert_count') > 0;
  const lengths = {
    keyLength: count('attention.key_length_swa') || shape.keyLength,
    valueLength: count('attention.value_length_swa') || shape.valueLength,
  };
  return shape.keyValueHeads.map((keyValueHeads, layer) => {
    const window = windows[layer] ?? null;
    return {
      keyValueHeads,
      ...(window === null ? { keyLength: shape.keyLength, valueLength: shape.valueLength } : lengths),
      window,
      cache: !attends[layer] ? 'none' : layer < owning ? 'own' : 'shared',
      state: states[layer] ?? null,
      feedForward: shape.feedForward,
      mixes: mixes && layer >= dense,
      rotates: rotates(architecture, layer, window),
    };
  });
}

function rotates(architecture: string, layer: number, window: number | null): boolean {
  const rule = traitsOf(architecture).rotates;
  return rule === 'all' || (rule === 'with a window' ? window !== null : (layer + 1) % 4 !== 0);
}

/** Gemma 3n: the layers after these read the caches of the last two of them; llama.cpp has the number, not the file. */
const GEMMA3N_OWNING = 20;

function expertsOf(metadata: Metadata, architecture: string, feedForward: number): Experts | null {
  const count = (key: string): number => countOf(metadata, `${architecture}.${key}`) ?? 0;
  const [experts, used] = [count('expert_count'), count('expert_used_count')];
  if (experts === 0 || used === 0) return null;
  const width = count('expert_feed_forward_length') || feedForward;
  const shared = count('expert_shared_feed_forward_length') || count('expert_shared_count') * width;
  return {
    count: experts,
    used,
    feedForward: width,
    sharedFeedForward: shared,
    normalises: architecture !== 'gpt-oss',
  };
}

function latentOf(metadata: Metadata, architecture: string): LatentAttention | null {
  const count = (key: string): number => countOf(metadata, `${architecture}.${key}`) ?? 0;
  const [keyLength, valueLength] = [count('attention.key_length_mla'), count('attention.value_length_mla')];
  if (keyLength === 0 || valueLength === 0) return null;
  return {
    rank: count('attention.kv_lora_rank'),
    rotated: count('rope.dimension_count'),
    keyLength,
    valueLength,
  };
}
