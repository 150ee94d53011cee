import { type Attended, attend, declareAttention } from './attention-graph.ts';
import { CONTRIB, valueInfo } from './graph-builder.ts';
import { type Bench, embedding, layerLinear, linear, norm, residualNorm } from './layers.ts';
import type { RotaryPlan } from './rotary.ts';

/**
 * The whole graph, in the form that onnxruntime-genai's own builder gives it: ids, a mask and the cache of every layer in,
 * logits and the grown caches out.
 */
export async function buildDecoder(bench: Bench, rotary: RotaryPlan): Promise<void> {
  const { graph, gguf, shape, weights } = bench;
  declareCaches(bench);
  const attended = await declareAttention(bench, rotary);
  const embedded = gguf.tensor('token_embd.weight');
  let residual = scaled(bench, await embedding(bench, 'input_ids', embedded, shape.hidden));
  let normed = await norm(bench, 'layers.0/attention_norm', residual, gguf.tensor('blk.0.attn_norm.weight'));
  for (let layer = 0; layer < shape.layers; layer++) {
    const middle = await attentionHalf(bench, attended, layer, normed, residual);
    const added = await feedForward(bench, layer, middle.normed);
    const isLast = layer + 1 === shape.layers;
    const next = isLast ? 'output_norm.weight' : `blk.${layer + 1}.attn_norm.weight`;
    const name = isLast ? 'output_norm' : `layers.${layer + 1}/attention_norm`;
    ({ normed, residual } = await residualNorm(bench, name, middle.residual, added, gguf.tensor(next)));
  }
  const head = gguf.findTensor('output.weight') ?? embedded;
  await linear(bench, 'output', normed, head, 'logits');
  graph.outputs.unshift(valueInfo('logits', weights.activations, ['batch', 'sequence', shape.vocabulary]));
}

function declareCaches({ graph, shape, weights }: Bench): void {
  const { layers, keyValueHeads, headSize } = shape;
  graph.inputs.push(
    valueInfo('input_ids', 'INT64', ['batch', 'sequence']),
    valueInfo('attention_mask', 'INT64', ['batch', 'total']),
  );
  for (let layer = 0; layer < layers; layer++) {
    for (const of of ['key', 'value']) {
      const dims = (tokens: string) => ['batch', keyValueHeads, tokens, headSize];
      graph.inputs.push(valueInfo(`past_key_values.${layer}.${of}`, weights.activations, dims('past')));
      graph.outputs.push(valueInfo(`present.${layer}.${of}`, weights.activations, dims('total')));
    }
  }
}

function scaled({ graph, shape, weights }: Bench, rows: string): string {
  const factor = shape.architecture.embeddingScale(shape);
  if (factor === 1) return rows;
  return graph.node('Mul', 'embed/scaled', [rows, graph.scalar('embed/scale', factor, weights.activations)]);
}

/** Attention and the norm before the feed-forward. */
async function attentionHalf(
  bench: Bench,
  attended: Attended,
  layer: number,
  normed: string,
  residual: string,
): Promise<{ normed: string; residual: string }> {
  const name = `layers.${layer}`;
  const heads = await attend(bench, layer, normed, attended);
  const mixed = await layerLinear(bench, `${name}/attention_output`, heads, layer, 'attn_output');
  const result = await resultNorm(bench, layer, mixed, 'post_attention_norm');
  const tensor = bench.gguf.tensor(`blk.${layer}.ffn_norm.weight`);
  return residualNorm(bench, `${name}/feed_forward_norm`, residual, result, tensor);
}

/** Of architectures that norm a result before it joins the residual stream. */
async function resultNorm(bench: Bench, layer: number, x: string, part: string): Promise<string> {
  if (!bench.shape.architecture.normsResults) return x;
  return norm(bench, `layers.${layer}/${part}`, x, bench.gguf.tensor(`blk.${layer}.${part}.weight`));
}

/** `down(activation(gate) · up)`; some files hold gate and up in one matrix, gate first. */
async function feedForward(bench: Bench, layer: number, x: string): Promise<string> {
  const { graph, gguf, shape } = bench;
  const name = `layers.${layer}`;
  let gate = `${name}/gate/out`;
  let up = `${name}/up/out`;
  if (gguf.findTensor(`blk.${layer}.ffn_gate.weight`)) {
    gate = await layerLinear(bench, `${name}/gate`, x, layer, 'ffn_gate');
    up = await layerLinear(bench, `${name}/up`, x, layer, 'ffn_up');
  } else {
    const both = await layerLinear(bench, `${name}/gate_up`, x, layer, 'ffn_up');
    const sizes = graph.constant(`${name}/halves`, [shape.feedForward, shape.feedForward]);
    graph.node('Split', `${name}/split`, [both, sizes], { attributes: { axis: -1 }, outputs: [gate, up] });
  }
  const gated = graph.node('Mul', `${name}/gated`, [activated(bench, name, gate), up]);
  const down = await layerLinear(bench, `${name}/down`, gated, layer, 'ffn_down');
  return resultNorm(bench, layer, down, 'post_ffw_norm');
}

function activated({ graph, shape }: Bench, name: string, gate: string): string {
  // onnxruntime's fast one is that with the hyperbolic tangent.
  if (shape.architecture.activation === 'gelu')
    return graph.node('FastGelu', `${name}/gelu`, [gate], { domain: CONTRIB });
  const sigmoid = graph.node('Sigmoid', `${name}/sigmoid`, [gate]);
  return graph.node('Mul', `${name}/silu`, [gate, sigmoid]);
}
