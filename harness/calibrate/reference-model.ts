/** A GGUF file that was checked, and the counts that llama-bench prints beside it. */
export interface ReferenceModel {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Key-value cache in f16 that the model's shape demands; null where the header does not say the shape. */
  kvCacheBytes(contextTokens: number): number | null;
  /** Sum of the tensors' elements, llama.cpp's `n_params`. */
  readonly parameters: number;
  /** Sum of the tensors' bytes, llama.cpp's `model_size`. */
  readonly tensorBytes: number;
}
