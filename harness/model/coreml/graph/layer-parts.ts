import type { FunctionBuilder } from '../mil/function-builder.ts';
import type { Result } from '../mil/program.ts';
import type { DecoderShape } from './decoder-shape.ts';

/** The weights of a package, by their names; each function binds them for itself to the same bytes. */
export interface Weights {
  has(name: string): boolean;
  /** A matrix as [outputs, inputs] in half precision, dequantised by the program where it is stored in blocks. */
  matrix(builder: FunctionBuilder, name: string): Result;
  plain(builder: FunctionBuilder, name: string): Result;
  /** As many zeros in half precision. */
  zeros(builder: FunctionBuilder, count: number): Result;
}

/** `x` times the matrix of that name; the bias is written out because every parameter is. */
export function linear(
  builder: FunctionBuilder,
  weights: Weights,
  x: Result,
  matrix: string,
  name: string,
): Result {
  const weight = weights.matrix(builder, matrix);
  const [outputs = 0] = weight.type.shape;
  return builder.one(
    'linear',
    { x, weight, bias: weights.zeros(builder, outputs) },
    { dataType: 'fp16', shape: [...x.type.shape.slice(0, -1), outputs] },
    name,
  );
}

/** `down(silu(gate(x)) · up(x))`; where gate and up are one matrix, gate's rows come first. */
export function gatedFeedForward(
  builder: FunctionBuilder,
  { feedForward }: DecoderShape,
  weights: Weights,
  layer: number,
  x: Result,
): Result {
  const named = (part: string): Result =>
    linear(builder, weights, x, `layer_${layer}_${part}`, `layer_${layer}_${part}_x`);
  const [gate, up] = weights.has(`layer_${layer}_ffn_gate`)
    ? [named('ffn_gate'), named('ffn_up')]
    : builder.split(named('ffn_up'), [feedForward, feedForward]);
  if (!gate || !up) throw new Error('gate and up are two');
  const product = builder.mul(builder.one('silu', { x: gate }, gate.type), up);
  return linear(builder, weights, product, `layer_${layer}_ffn_down`, `layer_${layer}_ffn_down_x`);
}
