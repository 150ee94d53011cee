/** Names that an app and the interpreter call a package's features by. */
export const features = {
  tokens: 'input_ids',
  position: 'position',
  mask: 'causal_mask',
  last: 'last_token',
  logits: 'logits',
  keys: (layer: number) => `key_cache_${layer}`,
  values: (layer: number) => `value_cache_${layer}`,
} as const;

/** One token a call. */
export const DECODE = 'main';
/** A fixed number of tokens a call, filled up where the prompt ends; logits of one of them. */
export const PREFILL = 'prefill';
