import type { Rotation } from '../rotation.ts';
import { CONTRIB, type GraphBuilder } from './graph-builder.ts';
import { type Bench, cast, layerLinear, norm } from './layers.ts';
import { type RotaryPlan, type RotaryTable, rotaryRows } from './rotary.ts';

/** Names that every layer's attention reads: lengths of the sequences, positions, and the tables of each rotation. */
export interface Attended {
  readonly pastLengths: string;
  readonly totalLength: string;
  /** Of the new ids; null where they are plain, and attention counts them itself. */
  readonly positions: string | null;
  readonly tables: Readonly<Record<'global' | 'local', Tables>>;
}

interface Tables {
  readonly cos: string;
  readonly sin: string;
}

const tables = {
  global: { cos: 'cos_cache', sin: 'sin_cache' },
  local: { cos: 'cos_local', sin: 'sin_local' },
};

/** onnxruntime's attention rotates in steps of so many pairs; others are rotated by nodes of their own before it. */
const PAIRS_AT_ONCE = 8;
const rotatesInside = ({ dimensions }: Rotation): boolean => (dimensions / 2) % PAIRS_AT_ONCE === 0;

/** Lengths out of the mask, and the rotation tables. */
export async function declareAttention(bench: Bench, rotary: RotaryPlan): Promise<Attended> {
  const { graph, shape } = bench;
  const one = graph.constant('mask/one', [1]);
  const sum = graph.node('ReduceSum', 'mask/sum', ['attention_mask', one], { attributes: { keepdims: 0 } });
  const last = graph.node('Sub', 'mask/last', [sum, one]);
  const dims = graph.node('Shape', 'mask/shape', ['attention_mask']);
  const total = graph.node('Gather', 'mask/total', [dims, graph.constant('mask/axis', 1)], {
    attributes: { axis: 0 },
  });
  await rotationTables(bench, tables.global, shape.rotation, rotary.tables);
  if (shape.localRotation) {
    const positions = rotary.tables.reduce((most, table) => Math.max(most, table.positions), 0);
    await rotationTables(bench, tables.local, shape.localRotation, [{ positions, factors: null }]);
  }
  const isCounted = rotary.switchAfter !== null || !rotatesInside(shape.rotation);
  return {
    pastLengths: cast(graph, 'mask/past_lengths', last, 'INT32'),
    totalLength: cast(graph, 'mask/total_length', total, 'INT32'),
    positions: isCounted ? positionIds(graph, total, rotary.switchAfter) : null,
    tables,
  };
}

async function rotationTables(
  { weights }: Bench,
  { cos, sin }: Tables,
  rotation: Rotation,
  parts: readonly RotaryTable[],
): Promise<void> {
  const rows = parts.reduce((sum, table) => sum + table.positions, 0);
  for (const [name, of] of [
    [cos, 'cos'],
    [sin, 'sin'],
  ] as const) {
    const chunks = function* () {
      for (const table of parts) yield* rotaryRows(table, rotation, of);
    };
    await weights.table(name, [rows, rotation.dimensions / 2], chunks(), 'rotation of positions');
  }
}

/** Positions of the new ids [batch, seq]; behind `switchAfter` tokens they count in the second table. */
function positionIds(graph: GraphBuilder, total: string, switchAfter: number | null): string {
  const dims = graph.node('Shape', 'position/shape', ['input_ids']);
  const axis = graph.constant('position/axis', 1);
  const fresh = graph.node('Gather', 'position/fresh', [dims, axis], { attributes: { axis: 0 } });
  const first = graph.node('Sub', 'position/first', [total, fresh]);
  const range = graph.node('Range', 'position/range', [first, total, axis]);
  const moved = switchAfter === null ? range : switched(graph, range, total, switchAfter);
  return graph.node('Expand', 'position/ids', [moved, dims]);
}

function switched(graph: GraphBuilder, range: string, total: string, switchAfter: number): string {
  const limit = graph.constant('position/limit', switchAfter);
  const isLong = graph.node('Greater', 'position/is_long', [total, limit]);
  const isLongNumber = cast(graph, 'position/is_long_number', isLong, 'INT64');
  const shift = graph.node('Mul', 'position/shift', [isLongNumber, limit]);
  return graph.node('Add', 'position/moved', [range, shift]);
}

/** Attention of one layer over its cache. @returns the heads' results, side by side */
export async function attend(bench: Bench, layer: number, x: string, attended: Attended): Promise<string> {
  const { graph, shape } = bench;
  const { window, rotation } = shape.attention[layer] ?? { window: null, rotation: null };
  const past = (of: string): string => `past_key_values.${layer}.${of}`;
  const name = `layers.${layer}/attention`;
  const isInside = rotation !== null && rotatesInside(shape.rotation);
  const projected = await projections(bench, layer, x);
  const [queries = '', keys = '', values = ''] =
    rotation === null || isInside
      ? projected
      : rotated(bench, layer, projected, attended, attended.tables[rotation]);
  const { cos, sin } = isInside ? attended.tables[rotation] : { cos: '', sin: '' };
  const lengths = [attended.pastLengths, attended.totalLength];
  const inputs = [queries, keys, values, past('key'), past('value'), ...lengths, cos, sin];
  // A layer with another table has positions of its own count, which never switch.
  const positions = isInside && rotation === 'global' ? attended.positions : null;
  return graph.node('GroupQueryAttention', name, trimmed([...inputs, positions ?? '']), {
    attributes: {
      num_heads: shape.heads,
      kv_num_heads: shape.keyValueHeads,
      scale: { float: shape.architecture.attentionScale(shape) },
      do_rotary: isInside ? 1 : 0,
      rotary_interleaved: shape.rotation.layout === 'neighbours' ? 1 : 0,
      local_window_size: window ?? -1,
    },
    domain: CONTRIB,
    outputs: [`${name}/out`, `present.${layer}.key`, `present.${layer}.value`],
  });
}

/** Optional inputs that are not given end the list, or are empty in it. */
function trimmed(inputs: readonly string[]): string[] {
  const last = inputs.findLastIndex((name) => name !== '');
  return inputs.slice(0, last + 1);
}

/** Queries, keys and values: three matrices, or one that holds them side by side, which attention takes as it is. */
async function projections(bench: Bench, layer: number, x: string): Promise<string[]> {
  const { shape, gguf } = bench;
  const project = (part: string): Promise<string> =>
    layerLinear(bench, `layers.${layer}/${part}`, x, layer, `attn_${part}`);
  const isFused = gguf.findTensor(`blk.${layer}.attn_qkv.weight`) !== null;
  const needsParts = shape.architecture.normsHeads || !rotatesInside(shape.rotation);
  if (isFused && !needsParts) return [await project('qkv'), '', ''];
  const [queries = '', keys = '', values = ''] = isFused
    ? apart(bench, layer, await project('qkv'))
    : [await project('q'), await project('k'), await project('v')];
  if (!shape.architecture.normsHeads) return [queries, keys, values];
  return [await headNorm(bench, layer, 'q', queries), await headNorm(bench, layer, 'k', keys), values];
}

function apart({ graph, shape }: Bench, layer: number, fused: string): string[] {
  const name = `layers.${layer}/qkv_parts`;
  const keys = shape.keyValueHeads * shape.headSize;
  const sizes = graph.constant(`${name}/sizes`, [shape.heads * shape.headSize, keys, keys]);
  const outputs = ['q', 'k', 'v'].map((part) => `${name}/${part}`);
  graph.node('Split', name, [fused, sizes], { attributes: { axis: -1 }, outputs });
  return outputs;
}

/** Norms each head by itself: [batch, seq, heads · size] as [batch, seq, heads, size] and back. */
async function headNorm(bench: Bench, layer: number, part: 'q' | 'k', x: string): Promise<string> {
  const { graph, gguf, shape } = bench;
  const name = `layers.${layer}/${part}_norm`;
  const apartIn = graph.node('Reshape', `${name}/heads`, [
    x,
    graph.constant(`${name}/head`, [0, 0, -1, shape.headSize]),
  ]);
  const normed = await norm(bench, name, apartIn, gguf.tensor(`blk.${layer}.attn_${part}_norm.weight`));
  return graph.node('Reshape', `${name}/joined`, [normed, graph.constant(`${name}/row`, [0, 0, -1])]);
}

/** Queries and keys rotated before attention. */
function rotated(
  { graph, shape }: Bench,
  layer: number,
  [queries = '', keys = '', values = '']: readonly string[],
  { positions }: Attended,
  { cos, sin }: Tables,
): string[] {
  const turn = (x: string, part: string, heads: number): string =>
    graph.node('RotaryEmbedding', `layers.${layer}/${part}_rotated`, [x, positions ?? '', cos, sin], {
      attributes: {
        interleaved: shape.rotation.layout === 'neighbours' ? 1 : 0,
        num_heads: heads,
        rotary_embedding_dim: shape.rotation.dimensions,
      },
      domain: CONTRIB,
    });
  return [turn(queries, 'q', shape.heads), turn(keys, 'k', shape.keyValueHeads), values];
}
