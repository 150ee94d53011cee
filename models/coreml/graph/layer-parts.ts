import type { DecoderShape } from '../../decoder-shape.ts';
import type { FunctionBuilder } from '../mil/function-builder.ts';
import type { Result } from '../mil/program.ts';
import { biasName } from './tensor-plan.ts';

/** The weights of a package, by their names; each function binds them for itself to the same bytes. */
export interface Weights {
  has(name: string): boolean;
  /** A matrix as [outputs, inputs] in half precision, dequantised by the program where it is stored in blocks. */
  matrix(builder: FunctionBuilder, name: string): Result;
  plain(builder: FunctionBuilder, name: string): Result;
  /** As many zeros in half precision. */
  zeros(builder: FunctionBuilder, count: number): Result;
}

/** A function that is being built, the shape that it has, and the weights that it binds. */
export interface Graph {
  readonly builder: FunctionBuilder;
  readonly shape: DecoderShape;
  readonly weights: Weights;
}

/** `x` times the matrix of that name, plus its bias; where it has none, zeros are written out because every parameter is. */
export function linear({ builder, weights }: Graph, x: Result, matrix: string, name = `${matrix}_x`): Result {
  const weight = weights.matrix(builder, matrix);
  const [outputs = 0] = weight.type.shape;
  const own = biasName(matrix);
  const bias = weights.has(own) ? weights.plain(builder, own) : weights.zeros(builder, outputs);
  const shape = [...x.type.shape.slice(0, -1), outputs];
  return builder.one('linear', { x, weight, bias }, { dataType: 'fp16', shape }, name);
}

/** `down(activation(gate(x)) · up(x))`; where gate and up are one matrix, gate's rows come first. */
export function gatedFeedForward(graph: Graph, layer: number, x: Result): Result {
  const { builder, shape, weights } = graph;
  const named = (part: string): Result => linear(graph, x, `layer_${layer}_${part}`);
  const [gate, up] = weights.has(`layer_${layer}_ffn_gate`)
    ? [named('ffn_gate'), named('ffn_up')]
    : builder.split(named('ffn_up'), [shape.feedForward, shape.feedForward]);
  if (!gate || !up) throw new Error('gate and up are two');
  const product = builder.mul(activated(graph, gate), up);
  return linear(graph, product, `layer_${layer}_ffn_down`);
}

function activated({ builder, shape }: Graph, x: Result): Result {
  if (shape.architecture.activation === 'silu') return builder.one('silu', { x }, x.type);
  return builder.one('gelu', { x, mode: builder.text('TANH_APPROXIMATION') }, x.type);
}

/** Root-mean-square norm of the last axis, in single precision: squares of a large activation overflow half precision. */
export function norm({ builder, shape, weights }: Graph, x: Result, name: string): Result {
  const single = builder.cast(x, 'fp32');
  const mean = builder.one(
    'reduce_mean',
    { x: builder.mul(single, single), axes: builder.ints([-1]), keep_dims: builder.flag(true) },
    { dataType: 'fp32', shape: [...x.type.shape.slice(0, -1), 1] },
  );
  const epsilon = builder.number('fp32', shape.epsilon);
  const inverse = builder.one('rsqrt', { x: mean, epsilon }, mean.type);
  const scaled = builder.mul(builder.mul(single, inverse), weights.plain(builder, name), `${name}_scaled`);
  return builder.cast(scaled, 'fp16');
}
