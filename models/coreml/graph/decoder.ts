import type { DecoderShape } from '../../decoder-shape.ts';
import type { TensorType } from '../mil/data-type.ts';
import { FunctionBuilder } from '../mil/function-builder.ts';
import type { FunctionInput, MilFunction } from '../mil/program.ts';
import { attention, type Step } from './attention.ts';
import { features } from './features.ts';
import { type Graph, gatedFeedForward, linear, norm, type Weights } from './layer-parts.ts';

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
  let hidden = builder.gather(weights.matrix(builder, 'embedding'), builder.input(features.tokens), 0);
  for (let layer = 0; layer < shape.layers; layer++) {
    const attended = attention(graph, step, layer, norm(graph, hidden, `layer_${layer}_attn_norm`));
    hidden = builder.add(hidden, attended, `layer_${layer}_attended`);
    const fed = gatedFeedForward(graph, layer, norm(graph, hidden, `layer_${layer}_ffn_norm`));
    hidden = builder.add(hidden, fed, `layer_${layer}_hidden`);
  }
  // All rows but one of a prefill are only there for the cache, so norm and head see one row.
  if (size.tokens > 1) hidden = builder.gather(hidden, builder.input(features.last), 1);
  const head = weights.has('head') ? 'head' : 'embedding';
  return builder.finish([linear(graph, norm(graph, hidden, 'output_norm'), head, features.logits)]);
}

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
function stepOf(
  { builder, shape: { rotation }, weights }: Graph,
  { tokens, contextTokens }: FunctionSize,
): Step {
  const position = builder.input(features.position);
  const rows = Array.from({ length: tokens }, (_, i) => i);
  const positions = tokens === 1 ? position : builder.add(position, builder.ints(rows), 'positions');
  const type: TensorType = { dataType: 'int32', shape: [4] };
  const zero = builder.ints([0]);
  const end = builder.add(position, builder.ints([tokens]), 'position_end');
  return {
    tokens,
    contextTokens,
    dimensions: rotation.dimensions,
    cosines: builder.gather(weights.plain(builder, 'rope_cosines'), positions, 0),
    sines: builder.gather(weights.plain(builder, 'rope_sines'), positions, 0),
    begin: builder.concat([zero, zero, position, zero], 0, type),
    end: builder.concat([zero, zero, end, zero], 0, type),
    mask: builder.input(features.mask),
  };
}
