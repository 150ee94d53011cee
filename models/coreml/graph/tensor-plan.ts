import { HeatsoakError } from '../../../harness/errors/heatsoak-error.ts';
import { type DecoderShape, wrongShape } from '../../decoder-shape.ts';
import type { OpenGguf } from '../../gguf/open-gguf.ts';
import type { GgufTensor } from '../../gguf/read-gguf.ts';
import { visibleText } from '../../visible-text.ts';

/** What one tensor of the file becomes. */
export interface PlannedTensor {
  readonly source: GgufTensor;
  /** Its constant in the program. */
  readonly name: string;
  readonly form: 'matrix' | 'norm' | 'rope factors';
  /** Rows of each head are sorted from neighbours to halves, so that one rotation serves all models. */
  readonly sortsHeads: boolean;
}

/**
 * Every tensor of the file with its place in the program.
 * @throws HeatsoakError `TENSOR_MISSING`, `MODEL_SHAPE` for dimensions that do not fit the metadata, and
 *   `MODEL_TENSOR` for a tensor that the program would not use: leaving it out would change the model
 */
export function planTensors(gguf: OpenGguf, shape: DecoderShape): PlannedTensor[] {
  const plans: PlannedTensor[] = [];
  const take = (tensor: string, name: string, dims: readonly number[], sortsHeads = false): void => {
    const source = gguf.tensor(tensor);
    if (source.dims.length !== dims.length || source.dims.some((size, i) => size !== dims[i]))
      throw wrongShape(`${tensor} is [${source.dims.join(', ')}], the metadata say [${dims.join(', ')}]`);
    plans.push({ source, name, form: dims.length === 1 ? 'norm' : 'matrix', sortsHeads });
  };
  const { hidden, vocabulary } = shape;
  take('token_embd.weight', 'embedding', [hidden, vocabulary]);
  for (let layer = 0; layer < shape.layers; layer++) planLayer(gguf, shape, layer, take);
  take('output_norm.weight', 'output_norm', [hidden]);
  if (gguf.findTensor('output.weight')) take('output.weight', 'head', [hidden, vocabulary]);
  plans.push(...ropeFactors(gguf, shape));
  refuseUnused(gguf, plans);
  return plans;
}

type Take = (tensor: string, name: string, dims: readonly number[], sortsHeads?: boolean) => void;

function planLayer(gguf: OpenGguf, shape: DecoderShape, layer: number, take: Take): void {
  const { hidden, feedForward } = shape;
  const queries = shape.heads * shape.headSize;
  const keys = shape.keyValueHeads * shape.headSize;
  const sorts = shape.rotation.layout === 'neighbours';
  const own = (tensor: string, dims: readonly number[], sortsHeads = false): void =>
    take(`blk.${layer}.${tensor}.weight`, `layer_${layer}_${tensor}`, dims, sortsHeads);
  own('attn_norm', [hidden]);
  if (hasTensor(gguf, layer, 'attn_qkv')) {
    if (sorts)
      throw wrongShape(`blk.${layer}.attn_qkv.weight is fused, which ${shape.architecture} files never are`);
    own('attn_qkv', [hidden, queries + 2 * keys]);
  } else {
    own('attn_q', [hidden, queries], sorts);
    own('attn_k', [hidden, keys], sorts);
    own('attn_v', [hidden, keys]);
  }
  own('attn_output', [queries, hidden]);
  own('ffn_norm', [hidden]);
  if (hasTensor(gguf, layer, 'ffn_gate')) {
    own('ffn_gate', [hidden, feedForward]);
    own('ffn_up', [hidden, feedForward]);
  } else own('ffn_up', [hidden, 2 * feedForward]);
  own('ffn_down', [feedForward, hidden]);
}

const hasTensor = (gguf: OpenGguf, layer: number, name: string): boolean =>
  gguf.findTensor(`blk.${layer}.${name}.weight`) !== null;

function ropeFactors(gguf: OpenGguf, { rotation }: DecoderShape): PlannedTensor[] {
  const names = ['rope_freqs.weight', 'rope_factors_long.weight', 'rope_factors_short.weight'];
  return names.flatMap((name): PlannedTensor[] => {
    const source = gguf.findTensor(name);
    if (!source) return [];
    if (source.dims.length !== 1 || source.dims[0] !== rotation.dimensions / 2)
      throw wrongShape(
        `${name} is [${source.dims.join(', ')}], ${rotation.dimensions} numbers are rotated in pairs`,
      );
    return [{ source, name, form: 'rope factors', sortsHeads: false }];
  });
}

function refuseUnused(gguf: OpenGguf, plans: readonly PlannedTensor[]): void {
  const used = new Set(plans.map(({ source }) => source.name));
  const [extra, ...more] = gguf.tensors.filter(({ name }) => !used.has(name));
  if (!extra) return;
  throw new HeatsoakError(
    'MODEL_TENSOR',
    `${gguf.path} has the tensor ${visibleText(extra.name)}${more.length > 0 ? ` and ${more.length} more` : ''}, which the Core ML program would not use`,
    { where: gguf.path, hint: 'models with biases, adapters or experts are not converted' },
  );
}

/** Where a row of `rows` goes when each head's neighbours are sorted into halves. */
export function sortedRow(row: number, headSize: number, dimensions: number): number {
  const within = row % headSize;
  if (within >= dimensions) return row;
  return row - within + (within >> 1) + (within & 1) * (dimensions / 2);
}
