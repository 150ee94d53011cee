import type { DecoderShape } from '../decoder-shape.ts';
import type { OpenGguf } from '../gguf/open-gguf.ts';
import { CONTRIB, type GraphBuilder, valueInfo } from './graph-builder.ts';
import { type Bench, cast, embedding, firstNorm, linear, residualNorm } from './layers.ts';
import { type RotaryPlan, rotaryRows } from './rotary.ts';

interface Decoder extends Bench {
  readonly gguf: OpenGguf;
  readonly shape: DecoderShape;
}

/** Names every layer's attention reads: lengths of the sequences, rotation tables, positions where they are not plain. */
interface Attended {
  readonly pastLengths: string;
  readonly totalLength: string;
  readonly cos: string;
  readonly sin: string;
  readonly positions: string | null;
}

/**
 * The whole graph, in the form that onnxruntime-genai's own builder gives it: ids, a mask and the cache of every layer in,
 * logits and the grown caches out.
 */
export async function buildDecoder(decoder: Decoder, rotary: RotaryPlan): Promise<void> {
  const { graph, gguf, shape, weights } = decoder;
  declareInputs(decoder);
  const attended = await attention(decoder, rotary);
  const embedded = gguf.tensor('token_embd.weight');
  let residual = await embedding(decoder, 'input_ids', embedded, shape.hidden);
  let normed = await firstNorm(decoder, residual, gguf.tensor('blk.0.attn_norm.weight'));
  for (let layer = 0; layer < shape.layers; layer++) {
    const block = (name: string) => gguf.tensor(`blk.${layer}.${name}.weight`);
    const name = `layers.${layer}`;
    const heads = await attend(decoder, layer, normed, attended);
    const mixed = await linear(decoder, `${name}/attention_output`, heads, block('attn_output'));
    const middle = await residualNorm(
      decoder,
      `${name}/feed_forward_norm`,
      residual,
      mixed,
      block('ffn_norm'),
    );
    const added = await feedForward(decoder, layer, middle.normed);
    const isLast = layer + 1 === shape.layers;
    const next = isLast ? 'output_norm.weight' : `blk.${layer + 1}.attn_norm.weight`;
    const norm = isLast ? 'output_norm' : `layers.${layer + 1}/attention_norm`;
    ({ normed, residual } = await residualNorm(decoder, norm, middle.residual, added, gguf.tensor(next)));
  }
  const head = gguf.findTensor('output.weight') ?? embedded;
  await linear(decoder, 'output', normed, head, 'logits');
  graph.outputs.unshift(valueInfo('logits', weights.activations, ['batch', 'sequence', shape.vocabulary]));
}

function declareInputs({ graph, shape, weights }: Decoder): void {
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

/** Lengths out of the mask, and the rotation tables. */
async function attention(decoder: Decoder, rotary: RotaryPlan): Promise<Attended> {
  const { graph } = decoder;
  const one = graph.constant('mask/one', [1]);
  const sum = graph.node('ReduceSum', 'mask/sum', ['attention_mask', one], { attributes: { keepdims: 0 } });
  const last = graph.node('Sub', 'mask/last', [sum, one]);
  const dims = graph.node('Shape', 'mask/shape', ['attention_mask']);
  const total = graph.node('Gather', 'mask/total', [dims, graph.constant('mask/axis', 1)], {
    attributes: { axis: 0 },
  });
  await rotationTables(decoder, rotary);
  return {
    pastLengths: cast(graph, 'mask/past_lengths', last, 'INT32'),
    totalLength: cast(graph, 'mask/total_length', total, 'INT32'),
    cos: 'cos_cache',
    sin: 'sin_cache',
    positions: rotary.switchAfter === null ? null : positions(graph, total, rotary.switchAfter),
  };
}

async function rotationTables({ shape, weights }: Decoder, { tables }: RotaryPlan): Promise<void> {
  const rows = tables.reduce((sum, table) => sum + table.positions, 0);
  for (const of of ['cos', 'sin'] as const) {
    const chunks = function* () {
      for (const table of tables) yield* rotaryRows(table, shape, of);
    };
    await weights.table(`${of}_cache`, [rows, shape.headSize / 2], chunks(), 'rotation of positions');
  }
}

/** Positions of the new ids [batch, seq]; behind `switchAfter` tokens they count in the second table. */
function positions(graph: GraphBuilder, total: string, switchAfter: number): string {
  const dims = graph.node('Shape', 'position/shape', ['input_ids']);
  const axis = graph.constant('position/axis', 1);
  const fresh = graph.node('Gather', 'position/fresh', [dims, axis], { attributes: { axis: 0 } });
  const first = graph.node('Sub', 'position/first', [total, fresh]);
  const range = graph.node('Range', 'position/range', [first, total, axis]);
  const limit = graph.constant('position/limit', switchAfter);
  const isLong = graph.node('Greater', 'position/is_long', [total, limit]);
  const isLongNumber = cast(graph, 'position/is_long_number', isLong, 'INT64');
  const shift = graph.node('Mul', 'position/shift', [isLongNumber, limit]);
  const moved = graph.node('Add', 'position/moved', [range, shift]);
  return graph.node('Expand', 'position/ids', [moved, dims]);
}

async function attend(decoder: Decoder, layer: number, x: string, attended: Attended): Promise<string> {
  const { graph, shape } = decoder;
  const { pastLengths, totalLength, cos, sin, positions: at } = attended;
  const past = (of: string): string => `past_key_values.${layer}.${of}`;
  const name = `layers.${layer}/attention`;
  const projected = await projections(decoder, layer, x);
  const inputs = [...projected, past('key'), past('value'), pastLengths, totalLength, cos, sin];
  return graph.node('GroupQueryAttention', name, at === null ? inputs : [...inputs, at], {
    attributes: {
      num_heads: shape.heads,
      kv_num_heads: shape.keyValueHeads,
      scale: { float: 1 / Math.sqrt(shape.headSize) },
      do_rotary: 1,
      rotary_interleaved: shape.rotation.layout === 'neighbours' ? 1 : 0,
      // llama.cpp attends to everything for these architectures, whatever the file says of a window.
      local_window_size: -1,
    },
    domain: CONTRIB,
    outputs: [`${name}/out`, `present.${layer}.key`, `present.${layer}.value`],
  });
}

/** Queries, keys and values: three matrices, or one that holds them one after the other. */
async function projections(decoder: Decoder, layer: number, x: string): Promise<string[]> {
  const project = (part: string): Promise<string> =>
    linear(decoder, `layers.${layer}/${part}`, x, decoder.gguf.tensor(`blk.${layer}.attn_${part}.weight`));
  if (decoder.shape.architecture === 'phi3') return [await project('qkv'), '', ''];
  return [await project('q'), await project('k'), await project('v')];
}

/** `down(silu(gate) · up)`; phi3 files hold gate and up in one matrix, gate first. */
async function feedForward(decoder: Decoder, layer: number, x: string): Promise<string> {
  const { graph, gguf, shape } = decoder;
  const name = `layers.${layer}`;
  const tensor = (part: string) => gguf.tensor(`blk.${layer}.ffn_${part}.weight`);
  let gate = `${name}/gate/out`;
  let up = `${name}/up/out`;
  if (shape.architecture === 'phi3') {
    const both = await linear(decoder, `${name}/gate_up`, x, tensor('up'));
    const sizes = graph.constant(`${name}/halves`, [shape.feedForward, shape.feedForward]);
    graph.node('Split', `${name}/split`, [both, sizes], { attributes: { axis: -1 }, outputs: [gate, up] });
  } else {
    gate = await linear(decoder, `${name}/gate`, x, tensor('gate'));
    up = await linear(decoder, `${name}/up`, x, tensor('up'));
  }
  const sigmoid = graph.node('Sigmoid', `${name}/sigmoid`, [gate]);
  const silu = graph.node('Mul', `${name}/silu`, [gate, sigmoid]);
  const gated = graph.node('Mul', `${name}/gated`, [silu, up]);
  return linear(decoder, `${name}/down`, gated, tensor('down'));
}
