import type { DecoderShape } from '../../decoder-shape.ts';
import type { TensorType } from '../mil/data-type.ts';
import { FunctionBuilder } from '../mil/function-builder.ts';
import type { FunctionInput, MilFunction, Result } from '../mil/program.ts';
import { attention, type Step, type StepRotation } from './attention.ts';
import { features } from './features.ts';
import { type Graph, gatedFeedForward, linear, norm, type Weights } from './layer-parts.ts';
import { type RopeNames, ropeNames } from './rope.ts';

export interface FunctionSize {
  readonly tokens: number;
  readonly contextTokens: number;
}

/**
 * A function of the decoder over `tokens` new tokens. Both functions share weights and states.
 * Inputs: `input_ids` int32 [1, tokens]; `position` int32 [1], that of the first; `causal_mask` fp16
 * [1, 1, tokens, context], 0 where a token may attend and a large negative number elsewhere; for more than one token
 * `last_token` int32 [1], the row whose logits are wanted. Output: `logits` fp16 [1, 1, vocabulary].
 */
export function decoderFunction(
  name: string,
  shape: DecoderShape,
  size: FunctionSize,
  weights: Weights,
): MilFunction {
  const builder = new FunctionBuilder(name, inputsOf(shape, size));
  const graph: Graph = { builder, shape, weights };
  const step = stepOf(graph, size);
  let hidden = scaled(
    graph,
    builder.gather(weights.matrix(builder, 'embedding'), builder.input(features.tokens), 0),
  );
  for (let layer = 0; layer < shape.layers; layer++) {
    const named = (part: string): string => `layer_${layer}_${part}`;
    const attended = attention(graph, step, layer, norm(graph, hidden, named('attn_norm')));
    const mixed = resultNorm(graph, attended, named('post_attention_norm'));
    hidden = builder.add(hidden, mixed, named('attended'));
    const fed = gatedFeedForward(graph, layer, norm(graph, hidden, named('ffn_norm')));
    hidden = builder.add(hidden, resultNorm(graph, fed, named('post_ffw_norm')), hiddenName(layer));
  }
  // All rows but one of a prefill are only there for the cache, so norm and head see one row.
  if (size.tokens > 1) hidden = builder.gather(hidden, builder.input(features.last), 1);
  const head = weights.has('head') ? 'head' : 'embedding';
  return builder.finish([linear(graph, norm(graph, hidden, 'output_norm'), head, features.logits)]);
}

/** What a layer gives to the next. */
export const hiddenName = (layer: number): string => `layer_${layer}_hidden`;

/** The factor is applied in single precision: its own rounding would be on every number of the model. */
function scaled({ builder, shape }: Graph, rows: Result): Result {
  const factor = shape.architecture.embeddingScale(shape);
  if (factor === 1) return rows;
  return builder.cast(builder.mul(builder.cast(rows, 'fp32'), builder.number('fp32', factor)), 'fp16');
}

/** Of architectures that norm a result before it joins the residual stream. */
const resultNorm = (graph: Graph, x: Result, name: string): Result =>
  graph.shape.architecture.normsResults ? norm(graph, x, name) : x;

function inputsOf(shape: DecoderShape, { tokens, contextTokens }: FunctionSize): FunctionInput[] {
  const input = (name: string, type: TensorType, isState = false): FunctionInput => ({ name, type, isState });
  const int32 = (...sizes: number[]): TensorType => ({ dataType: 'int32', shape: sizes });
  const cache: TensorType = {
    dataType: 'fp16',
    shape: [1, shape.keyValueHeads, contextTokens, shape.headSize],
  };
  return [
    input(features.tokens, int32(1, tokens)),
    input(features.position, int32(1)),
    input(features.mask, { dataType: 'fp16', shape: [1, 1, tokens, contextTokens] }),
    ...(tokens > 1 ? [input(features.last, int32(1))] : []),
    ...Array.from({ length: shape.layers }, (_, layer) => [
      input(features.keys(layer), cache, true),
      input(features.values(layer), cache, true),
    ]).flat(),
  ];
}

/** What all layers share: the rows of the rotation tables, and where in the cache the new tokens go. */
function stepOf(graph: Graph, { tokens, contextTokens }: FunctionSize): Step {
  const { builder, shape } = graph;
  const position = builder.input(features.position);
  const rows = Array.from({ length: tokens }, (_, i) => i);
  const positions = tokens === 1 ? position : builder.add(position, builder.ints(rows), 'positions');
  const type: TensorType = { dataType: 'int32', shape: [4] };
  const zero = builder.ints([0]);
  const end = builder.add(position, builder.ints([tokens]), 'position_end');
  return {
    tokens,
    contextTokens,
    rotations: {
      global: rotationOf(graph, ropeNames.global, positions),
      local: shape.localRotation && rotationOf(graph, ropeNames.local, positions),
    },
    windows: windowMasks(graph, positions, contextTokens),
    begin: builder.concat([zero, zero, position, zero], 0, type),
    end: builder.concat([zero, zero, end, zero], 0, type),
    mask: builder.input(features.mask),
  };
}

function rotationOf({ builder, shape, weights }: Graph, names: RopeNames, positions: Result): StepRotation {
  const rows = (name: string): Result => builder.gather(weights.plain(builder, name), positions, 0);
  const { dimensions } = shape.rotation;
  return { dimensions, cosines: rows(names.cosines), sines: rows(names.sines) };
}

/** Added to a score, it leaves nothing of it, and is still a number in half precision. */
const HIDDEN = -1e4;

/** For each width of a window: the app's mask, and beyond the window nothing [1, 1, tokens, context]. */
function windowMasks(
  { builder, shape }: Graph,
  positions: Result,
  contextTokens: number,
): ReadonlyMap<number, Result> {
  const widths = new Set(shape.attention.flatMap(({ window }) => window ?? []));
  if (widths.size === 0) return new Map();
  const [tokens = 1] = positions.type.shape;
  // Subtraction by adding: how far each place of the cache is behind each new token.
  const columns = builder.ints(Array.from({ length: contextTokens }, (_, place) => -place));
  const distances = builder.add(builder.reshape(positions, [1, 1, tokens, 1]), columns, 'distances');
  return new Map(
    [...widths].map((width) => {
      const type: TensorType = { dataType: 'bool', shape: distances.type.shape };
      const isBeyond = builder.one('greater_equal', { x: distances, y: builder.int(width) }, type);
      const hidden = builder.mul(builder.cast(isBeyond, 'fp16'), builder.number('fp16', HIDDEN));
      return [width, builder.add(builder.input(features.mask), hidden, `window_${width}`)];
    }),
  );
}
