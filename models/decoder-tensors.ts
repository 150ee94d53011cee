import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import { type DecoderShape, wrongShape } from './decoder-shape.ts';
import type { OpenGguf } from './gguf/open-gguf.ts';
import type { GgufTensor } from './gguf/read-gguf.ts';
import { dequantiserOf } from './quantise/dequantise.ts';
import { visibleText } from './visible-text.ts';

/** A tensor of a decoder that is converted, and where it belongs. */
export interface DecoderTensor {
  readonly source: GgufTensor;
  /** Of the model itself: null. */
  readonly layer: number | null;
  /** Its name in the layer or the file, such as `attn_q` or `token_embd`. */
  readonly part: string;
  readonly form: 'matrix' | 'norm' | 'bias' | 'rope factors';
}

/** Tensors that divide the frequencies of the rotation: Llama 3's, or long rope's pair. */
export const ropeFactors = {
  always: 'rope_freqs.weight',
  long: 'rope_factors_long.weight',
  short: 'rope_factors_short.weight',
} as const;

/**
 * Every tensor of the file with its place in the decoder; both converters write just these.
 * @throws HeatsoakError `TENSOR_MISSING`, `TENSOR_TYPE` for values that cannot be read, `TENSOR_SHAPE` for dimensions that
 *   do not fit the metadata, and `MODEL_TENSOR` for a tensor without a place: leaving it out would change the model
 */
export function decoderTensors(gguf: OpenGguf, shape: DecoderShape): DecoderTensor[] {
  const { hidden, vocabulary, rotation } = shape;
  const own = (name: string, dims: readonly number[], form: DecoderTensor['form']): DecoderTensor =>
    taken(gguf, `${name}.weight`, dims, { layer: null, part: name, form });
  const optional = (name: string, ...rest: [readonly number[], DecoderTensor['form']]): DecoderTensor[] =>
    gguf.findTensor(`${name}.weight`) ? [own(name, ...rest)] : [];
  const tensors = [
    own('token_embd', [hidden, vocabulary], 'matrix'),
    ...Array.from({ length: shape.layers }, (_, layer) => layerTensors(gguf, shape, layer)).flat(),
    own('output_norm', [hidden], 'norm'),
    ...optional('output', [hidden, vocabulary], 'matrix'),
    ...Object.values(ropeFactors).flatMap((name) =>
      optional(name.replace('.weight', ''), [rotation.dimensions / 2], 'rope factors'),
    ),
  ];
  refuseUnused(gguf, tensors);
  return tensors;
}

function layerTensors(gguf: OpenGguf, shape: DecoderShape, layer: number): DecoderTensor[] {
  const { architecture, hidden, heads, headSize, keyValueHeads, feedForward } = shape;
  const [queries, keys] = [heads * headSize, keyValueHeads * headSize];
  const has = (part: string): boolean => gguf.findTensor(`blk.${layer}.${part}.weight`) !== null;
  const isFused = has('attn_qkv');
  if (isFused && architecture.layout === 'neighbours')
    throw wrongShape(`blk.${layer}.attn_qkv.weight is fused, which ${architecture.name} files never are`);
  const matrices: [string, number, number][] = [
    ...(isFused
      ? [['attn_qkv', hidden, queries + 2 * keys] as [string, number, number]]
      : ([
          ['attn_q', hidden, queries],
          ['attn_k', hidden, keys],
          ['attn_v', hidden, keys],
        ] as [string, number, number][])),
    ['attn_output', queries, hidden],
    ...(has('ffn_gate') ? [['ffn_gate', hidden, feedForward] as [string, number, number]] : []),
    ['ffn_up', hidden, has('ffn_gate') ? feedForward : 2 * feedForward],
    ['ffn_down', feedForward, hidden],
  ];
  const norms: [string, number][] = [
    ['attn_norm', hidden],
    ['ffn_norm', hidden],
    ...(architecture.normsHeads
      ? ([
          ['attn_q_norm', headSize],
          ['attn_k_norm', headSize],
        ] as [string, number][])
      : []),
    ...(architecture.normsResults
      ? ([
          ['post_attention_norm', hidden],
          ['post_ffw_norm', hidden],
        ] as [string, number][])
      : []),
  ];
  const take = (part: string, kind: string, dims: readonly number[], form: DecoderTensor['form']) =>
    taken(gguf, `blk.${layer}.${part}.${kind}`, dims, { layer, part, form });
  return [
    ...norms.map(([part, size]) => take(part, 'weight', [size], 'norm')),
    ...matrices.map(([part, inputs, outputs]) => take(part, 'weight', [inputs, outputs], 'matrix')),
    ...matrices
      .filter(([part]) => architecture.biases.includes(part) && gguf.findTensor(`blk.${layer}.${part}.bias`))
      .map(([part, , outputs]) => take(part, 'bias', [outputs], 'bias')),
  ];
}

function taken(
  gguf: OpenGguf,
  name: string,
  dims: readonly number[],
  place: Omit<DecoderTensor, 'source'>,
): DecoderTensor {
  const source = gguf.tensor(name);
  dequantiserOf(source.type, name);
  if (String(source.dims) === String(dims)) return { source, ...place };
  const is = `${source.dims.join(' x ')}; the metadata says ${dims.join(' x ')}`;
  throw new HeatsoakError('TENSOR_SHAPE', `${gguf.path}: tensor ${name} is of ${is}`, { where: gguf.path });
}

function refuseUnused(gguf: OpenGguf, tensors: readonly DecoderTensor[]): void {
  const used = new Set(tensors.map(({ source }) => source.name));
  const [extra, ...more] = gguf.tensors.filter(({ name }) => !used.has(name));
  if (!extra) return;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  throw new HeatsoakError(
    'MODEL_TENSOR',
    `${gguf.path} has the tensor ${visibleText(extra.name)}${others}, which its architecture has no place for`,
    {
      where: gguf.path,
      hint: 'a variant of the architecture, such as one with adapters or experts, is not converted',
    },
  );
}
