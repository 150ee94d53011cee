/**
 * The operations that our programs use, by the names that the opset of iOS 18 gives them and their parameters
 * (coremltools, `ops/defs/iOS15` to `iOS18`). All parameters are to be written out, those with a default too: Apple's
 * compiler may refuse what its Python loader fills in. `may` are those whose absence has a meaning of its own.
 */
export interface OperationRule {
  readonly must: readonly string[];
  readonly may: readonly string[];
  readonly results: 'one' | 'none' | 'many';
}

const one = (...must: string[]): OperationRule => ({ must, may: [], results: 'one' });

export const operationRules: Readonly<Record<string, OperationRule>> = {
  const: one(),
  // Without an offset the quantisation is symmetric.
  constexpr_blockwise_shift_scale: { must: ['data', 'scale'], may: ['offset'], results: 'one' },
  add: one('x', 'y'),
  mul: one('x', 'y'),
  cast: one('x', 'dtype'),
  concat: one('values', 'axis', 'interleave'),
  expand_dims: one('x', 'axes'),
  gather: one('x', 'indices', 'axis', 'batch_dims', 'validate_indices'),
  gelu: one('x', 'mode'),
  greater_equal: one('x', 'y'),
  linear: one('x', 'weight', 'bias'),
  read_state: one('input'),
  reduce_mean: one('x', 'axes', 'keep_dims'),
  reshape: one('x', 'shape'),
  rsqrt: one('x', 'epsilon'),
  scaled_dot_product_attention: one('query', 'key', 'value', 'attn_mask'),
  silu: one('x'),
  slice_update: one('x', 'update', 'begin', 'end', 'stride', 'begin_mask', 'end_mask', 'squeeze_mask'),
  // By sizes or by a number of equal parts; we always give the sizes.
  split: { must: ['x', 'axis', 'split_sizes'], may: [], results: 'many' },
  tile: one('x', 'reps'),
  transpose: one('x', 'perm'),
  write_state: { must: ['input', 'data'], may: [], results: 'none' },
};
