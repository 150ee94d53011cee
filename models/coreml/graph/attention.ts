import type { FunctionBuilder } from '../mil/function-builder.ts';
import type { Result } from '../mil/program.ts';
import { features } from './features.ts';
import { type Graph, linear, norm } from './layer-parts.ts';

/** What a function's layers share. */
export interface Step {
  readonly tokens: number;
  readonly contextTokens: number;
  readonly rotations: { readonly global: StepRotation; readonly local: StepRotation | null };
  /** By the width of a window, the mask of layers that have it. */
  readonly windows: ReadonlyMap<number, Result>;
  /** Corners of the new tokens' slice in a cache. */
  readonly begin: Result;
  readonly end: Result;
  readonly mask: Result;
}

/** How the new tokens are rotated. */
export interface StepRotation {
  /** Numbers of a head that are rotated. */
  readonly dimensions: number;
  /** [tokens, dimensions] each. */
  readonly cosines: Result;
  readonly sines: Result;
}

/** Attention of one layer over its cache, the new tokens included; `x` is [1, tokens, hidden], and so is the answer. */
export function attention(graph: Graph, step: Step, layer: number, x: Result): Result {
  const { builder, shape } = graph;
  const { heads, keyValueHeads, headSize } = shape;
  const { window, rotation } = shape.attention[layer] ?? { window: null, rotation: null };
  const [query, key, value] = projections(graph, layer, x);
  const split = (y: Result, count: number): Result => inHeads(builder, y, count, headSize);
  const turned = (y: Result, part: string): Result => {
    const normed = shape.architecture.normsHeads ? norm(graph, y, `layer_${layer}_attn_${part}_norm`) : y;
    const by = rotation === null ? null : step.rotations[rotation];
    return by ? rotated(builder, by, normed) : normed;
  };
  const keys = cached(builder, step, features.keys(layer), turned(split(key, keyValueHeads), 'k'));
  const values = cached(builder, step, features.values(layer), split(value, keyValueHeads));
  const attended = builder.one(
    'scaled_dot_product_attention',
    {
      query: scaled(graph, turned(split(query, heads), 'q')),
      key: repeated(builder, keys, heads),
      value: repeated(builder, values, heads),
      attn_mask: (window === null ? null : step.windows.get(window)) ?? step.mask,
    },
    { dataType: 'fp16', shape: [1, heads, step.tokens, headSize] },
  );
  const joined = builder.reshape(builder.transpose(attended, [0, 2, 1, 3]), [
    1,
    step.tokens,
    heads * headSize,
  ]);
  return linear(graph, joined, `layer_${layer}_attn_output`);
}

/** The operation divides by the root of the head's size; what an architecture wants otherwise is on the query. */
function scaled({ builder, shape }: Graph, query: Result): Result {
  const factor = shape.architecture.attentionScale(shape) * Math.sqrt(shape.headSize);
  return Math.abs(factor - 1) < 1e-9 ? query : builder.mul(query, builder.number('fp16', factor));
}

function projections(graph: Graph, layer: number, x: Result): readonly [Result, Result, Result] {
  const { heads, keyValueHeads, headSize } = graph.shape;
  const named = (part: string): Result => linear(graph, x, `layer_${layer}_${part}`);
  if (!graph.weights.has(`layer_${layer}_attn_qkv`))
    return [named('attn_q'), named('attn_k'), named('attn_v')];
  const keys = keyValueHeads * headSize;
  const [query, key, value] = graph.builder.split(named('attn_qkv'), [heads * headSize, keys, keys]);
  if (!query || !key || !value) throw new Error('query, key and value are three');
  return [query, key, value];
}

/** [1, tokens, heads · size] as [1, heads, tokens, size]. */
function inHeads(builder: FunctionBuilder, x: Result, heads: number, size: number): Result {
  return builder.transpose(builder.reshape(x, [1, x.type.shape[1] ?? 1, heads, size]), [0, 2, 1, 3]);
}

/** Rotates the first `dimensions` numbers of each head, those half of them apart together; the rest passes through. */
function rotated(builder: FunctionBuilder, { dimensions, cosines, sines }: StepRotation, x: Result): Result {
  const size = x.type.shape.at(-1) ?? 0;
  const part = (parts: readonly Result[], length: number): Result =>
    builder.concat(parts, -1, { dataType: 'fp16', shape: [...x.type.shape.slice(0, -1), length] });
  const half = dimensions / 2;
  const rest = size - dimensions;
  const [first, second, unrotated] = builder.split(x, rest > 0 ? [half, half, rest] : [half, half]);
  if (!first || !second) throw new Error('halves are two');
  const turned = part([builder.mul(second, builder.number('fp16', -1)), first], dimensions);
  const straight = unrotated ? part([first, second], dimensions) : x;
  const sum = builder.add(builder.mul(straight, cosines), builder.mul(turned, sines));
  return unrotated ? part([sum, unrotated], size) : sum;
}

/** Puts the new tokens into the layer's cache and gives all of it. */
function cached(builder: FunctionBuilder, step: Step, state: string, update: Result): Result {
  const input = builder.input(state);
  const before = builder.one('read_state', { input }, input.type, `${state}_before`);
  const masks = builder.flags([true, true, false, true]);
  const after = builder.one(
    'slice_update',
    {
      x: before,
      update,
      begin: step.begin,
      end: step.end,
      stride: builder.ints([1, 1, 1, 1]),
      begin_mask: masks,
      end_mask: masks,
      squeeze_mask: builder.flags([false, false, false, false]),
    },
    input.type,
    `${state}_after`,
  );
  builder.operation('write_state', { input, data: after }, [], `${state}_write`);
  return builder.one('read_state', { input }, input.type, `${state}_read`);
}

/** Keys or values once for each head that shares them (grouped queries): [1, kv, context, size] to [1, heads, …]. */
function repeated(builder: FunctionBuilder, x: Result, heads: number): Result {
  const [, shared = 1, context = 1, size = 1] = x.type.shape;
  if (shared === heads) return x;
  const apart = builder.one(
    'expand_dims',
    { x, axes: builder.ints([2]) },
    { dataType: 'fp16', shape: [1, shared, 1, context, size] },
  );
  const tiled = builder.one(
    'tile',
    { x: apart, reps: builder.ints([1, 1, heads / shared, 1, 1]) },
    { dataType: 'fp16', shape: [1, shared, heads / shared, context, size] },
  );
  return builder.reshape(tiled, [1, heads, context, size]);
}
