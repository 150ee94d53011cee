/** How one layer attends. */
export interface LayerAttention {
  /** Tokens it looks back over, its own included; null for all of them. */
  readonly window: number | null;
  /** Which of the model's rotations its queries and keys take; null for a layer without positions. */
  readonly rotation: 'global' | 'local' | null;
}

/** What the metadata say of windows; 0 for a model without them. */
export interface Windows {
  readonly tokens: number;
  /** Of so many layers, the last looks back over everything; null where the file does not say. */
  readonly period: number | null;
}

/** Sizes that a decoder's constants follow from. */
interface Sizes {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly headSize: number;
}

/**
 * What sets the decoders of one `general.architecture` apart. The rest is common to all: root-mean-square norms before attention
 * and feed-forward, grouped queries, a gated feed-forward, and a head that may be the embedding. Whether matrices are fused
 * and which biases stand beside them is read off the file's tensors.
 */
export interface Architecture {
  /** As `general.architecture` gives it. */
  readonly name: string;
  /** Models of it that people know by name. */
  readonly families: readonly string[];
  /** Rotated together: neighbours in the file's rows, or numbers half the dimensions apart (`llama_model_rope_type`). */
  readonly layout: 'neighbours' | 'halves';
  /** Of the gate. `gelu` is the one with the hyperbolic tangent. */
  readonly activation: 'silu' | 'gelu';
  /** Each head's query and key is normed before it is rotated. */
  readonly normsHeads: boolean;
  /** What attention and feed-forward give is normed before it joins the residual stream. */
  readonly normsResults: boolean;
  /** Matrices of a layer that a bias may stand beside. */
  readonly biases: readonly string[];
  /** Factor of the embedding's rows. */
  embeddingScale(sizes: Sizes): number;
  /** Factor of the products of queries and keys. */
  attentionScale(sizes: Sizes): number;
  layer(index: number, windows: Windows): LayerAttention;
}

/** The decoder that the others differ from: Llama's, whose rotated pairs stand half a head apart as in most files. */
export const plain: Omit<Architecture, 'name' | 'families'> = {
  layout: 'halves',
  activation: 'silu',
  normsHeads: false,
  normsResults: false,
  biases: [],
  embeddingScale: () => 1,
  attentionScale: ({ headSize }) => 1 / Math.sqrt(headSize),
  layer: () => ({ window: null, rotation: 'global' }),
};
