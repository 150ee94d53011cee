import type { DecoderShape } from '../decoder-shape.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import type { GgufTensor } from '../gguf/read-gguf.ts';
import { CONTRIB, type GraphBuilder } from './graph-builder.ts';
import { elementTypes } from './onnx-messages.ts';
import type { Dense, Quantised } from './stored-weight.ts';
import type { WeightWriter } from './weight-writer.ts';

/** What every layer needs: where nodes go, where weights come from. */
export interface Bench {
  readonly gguf: OpenGguf;
  readonly shape: DecoderShape;
  readonly graph: GraphBuilder;
  readonly weights: WeightWriter;
}

/** `y = x · Wᵀ + b` of a layer's matrix, with a bias where the file has one. @returns the name of y */
export async function layerLinear(
  bench: Bench,
  name: string,
  x: string,
  layer: number,
  part: string,
): Promise<string> {
  const product = await linear(bench, name, x, bench.gguf.tensor(`blk.${layer}.${part}.weight`));
  const bias = bench.gguf.findTensor(`blk.${layer}.${part}.bias`);
  return bias
    ? bench.graph.node('Add', `${name}/biased`, [product, await bench.weights.vector(bias)])
    : product;
}

/** `y = x · Wᵀ` by the tensor's own rows. @returns the name of y */
export async function linear(
  bench: Bench,
  name: string,
  x: string,
  tensor: GgufTensor,
  output = `${name}/out`,
): Promise<string> {
  const weight = await bench.weights.matrix(tensor);
  return weight.kind === 'quantised'
    ? quantisedLinear(bench, name, x, tensor, weight, output)
    : denseLinear(bench, name, x, weight, output);
}

function quantisedLinear(
  { graph }: Bench,
  name: string,
  x: string,
  { dims }: GgufTensor,
  { bits, block, quants, scales, zeroPoints }: Quantised,
  output: string,
): string {
  const inputs = [x, ...[quants, scales, zeroPoints].flatMap((region) => region?.initializer.name ?? [])];
  // Accuracy level 0 keeps activations as they are; 4 would round them to eight bits.
  const attributes = { K: dims[0] ?? 0, N: dims[1] ?? 0, bits, block_size: block, accuracy_level: 0 };
  return graph.node('MatMulNBits', name, inputs, { attributes, domain: CONTRIB, outputs: [output] });
}

/** Rows stay as the source has them; onnxruntime folds widening and transposing away when it loads. */
function denseLinear(
  { graph, weights }: Bench,
  name: string,
  x: string,
  { region, type }: Dense,
  output: string,
): string {
  const stored = region.initializer.name;
  const same =
    type === weights.activations ? stored : cast(graph, `${name}/widen`, stored, weights.activations);
  const turned = graph.node('Transpose', `${name}/turn`, [same], { attributes: { perm: [1, 0] } });
  return graph.node('MatMul', name, [x, turned], { outputs: [output] });
}

/** Rows of the embedding by ids [batch, seq]. */
export async function embedding(
  { graph, weights }: Bench,
  ids: string,
  tensor: GgufTensor,
  hidden: number,
): Promise<string> {
  const weight = await weights.matrix(tensor);
  if (weight.kind === 'dense') {
    const rows = graph.node('Gather', 'embed', [weight.region.initializer.name, ids], {
      attributes: { axis: 0 },
    });
    return weight.type === weights.activations ? rows : cast(graph, 'embed/widen', rows, weights.activations);
  }
  const { bits, block, quants, scales, zeroPoints } = weight;
  const flat = graph.constant('embed/flat', [tensor.dims[1] ?? 0, (hidden * bits) / 8]);
  const table = graph.node('Reshape', 'embed/table', [quants.initializer.name, flat]);
  const attributes = { gather_axis: 0, quantize_axis: 1, block_size: block, bits };
  const input = [table, ids, scales.initializer.name];
  const rows = graph.node('GatherBlockQuantized', 'embed', input, { attributes, domain: CONTRIB });
  return zeroPoints ? shifted(graph, weights, ids, weight, rows, hidden) : rows;
}

/** `GatherBlockQuantized` knows whole zero points only, so it takes off 8 and each block's true offset is added after. */
function shifted(
  graph: GraphBuilder,
  weights: WeightWriter,
  ids: string,
  { block, scales, zeroPoints }: Quantised,
  rows: string,
  hidden: number,
): string {
  const gather = (of: string, name: string): string =>
    graph.node('Gather', `embed/${name}`, [of, ids], { attributes: { axis: 0 } });
  const scale = gather(scales.initializer.name, 'scales');
  const zeroPoint = gather(zeroPoints?.initializer.name ?? '', 'zero_points');
  const eight = cast(graph, 'embed/eight', graph.constant('embed/8', 8), weights.activations);
  const gap = graph.node('Sub', 'embed/gap', [eight, zeroPoint]);
  const offset = graph.node('Mul', 'embed/offset', [gap, scale]);
  const last = graph.constant('embed/last', [-1]);
  const blocks = graph.constant('embed/blocks', [0, 0, hidden / block, block]);
  const whole = graph.constant('embed/whole', [0, 0, hidden]);
  const inBlocks = graph.node('Reshape', 'embed/in_blocks', [rows, blocks]);
  const column = graph.node('Unsqueeze', 'embed/column', [offset, last]);
  const sum = graph.node('Add', 'embed/shift', [inBlocks, column]);
  return graph.node('Reshape', 'embed/rows', [sum, whole]);
}

export const cast = (graph: GraphBuilder, name: string, x: string, to: keyof typeof elementTypes): string =>
  graph.node('Cast', name, [x], { attributes: { to: elementTypes[to].id } });

/** `x · weight / rms(x)` over the last axis. */
export async function norm(
  { graph, weights, shape }: Bench,
  name: string,
  x: string,
  tensor: GgufTensor,
): Promise<string> {
  const attributes = { axis: -1, epsilon: { float: shape.epsilon }, stash_type: 1 };
  return graph.node('SimplifiedLayerNormalization', name, [x, await weights.vector(tensor)], { attributes });
}

/** Adds to the residual stream and norms the sum. @returns the normed sum, and the sum for the next residual */
export async function residualNorm(
  { graph, weights, shape }: Bench,
  name: string,
  residual: string,
  added: string,
  tensor: GgufTensor,
): Promise<{ normed: string; residual: string }> {
  const sum = `${name}/sum`;
  const normed = graph.node(
    'SkipSimplifiedLayerNormalization',
    name,
    [residual, added, await weights.vector(tensor)],
    {
      attributes: { epsilon: { float: shape.epsilon } },
      domain: CONTRIB,
      outputs: [`${name}/out`, '', '', sum],
    },
  );
  return { normed, residual: sum };
}
