/** How an architecture's layers differ from those of Llama, as far as memory depends on it. */
export interface ArchitectureTraits {
  /** One matrix gives queries, keys and values. */
  readonly isFused: boolean;
  /** Attention and feed-forward both read the layer's input. `attention last`: its result is added at the end. */
  readonly isParallel: boolean | 'attention last';
  /** Norms subtract the mean, which ggml does not compute in place. */
  readonly hasLayerNorm: boolean;
  /** Norms come after attention and feed-forward instead of before them. */
  readonly normsAfter: boolean;
  readonly gate: 'separate' | 'fused' | 'none';
  /** Sums are computed in the memory of their first part where they can be: which sums begin with the residual. */
  readonly residualFirst: 'never' | 'after feed-forward' | 'always';
  /** Layers whose queries and keys are rotated. */
  readonly rotates: 'all' | 'three of four' | 'with a window';
  /** Outputs are chosen after the last layer, not in it. */
  readonly choosesLate: boolean;
}

const llama: ArchitectureTraits = {
  isFused: false,
  isParallel: false,
  hasLayerNorm: false,
  normsAfter: false,
  gate: 'separate',
  residualFirst: 'never',
  rotates: 'all',
  choosesLate: false,
};

/** By the graphs of src/models in llama.cpp v0.4.0. */
const differences: Readonly<Record<string, Partial<ArchitectureTraits>>> = {
  phi3: { isFused: true, gate: 'fused', residualFirst: 'after feed-forward' },
  phi2: { isFused: true, isParallel: true, hasLayerNorm: true, gate: 'none' },
  stablelm: { hasLayerNorm: true },
  starcoder2: { hasLayerNorm: true, gate: 'none' },
  'command-r': { isParallel: 'attention last', hasLayerNorm: true },
  cohere2: { isParallel: 'attention last', hasLayerNorm: true, rotates: 'with a window' },
  falcon: { isFused: true, isParallel: true, hasLayerNorm: true, gate: 'none' },
  gpt2: { isFused: true, hasLayerNorm: true, gate: 'none' },
  gptneox: { isFused: true, isParallel: true, hasLayerNorm: true, gate: 'none' },
  bloom: { isFused: true, hasLayerNorm: true, gate: 'none' },
  mpt: { isFused: true, hasLayerNorm: true, gate: 'none' },
  nemotron: { hasLayerNorm: true, gate: 'none' },
  orion: { hasLayerNorm: true },
  olmo: { hasLayerNorm: true },
  qwen: { isFused: true },
  chatglm: { isFused: true, gate: 'fused' },
  glm4: { gate: 'fused' },
  arcee: { gate: 'none' },
  apertus: { gate: 'none' },
  olmo2: { normsAfter: true },
  exaone4: { normsAfter: true },
  smollm3: { rotates: 'three of four' },
  lfm2: { residualFirst: 'always' },
  lfm2moe: { residualFirst: 'always' },
  'gpt-oss': { choosesLate: true },
};

/** The traits of an architecture; those of Llama for one that is not known. */
export const traitsOf = (architecture: string): ArchitectureTraits => ({
  ...llama,
  ...(Object.hasOwn(differences, architecture) ? differences[architecture] : {}),
});
