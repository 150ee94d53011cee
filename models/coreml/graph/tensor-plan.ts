import type { DecoderShape } from '../../decoder-shape.ts';
import { type DecoderTensor, decoderTensors } from '../../decoder-tensors.ts';
import type { OpenGguf } from '../../gguf/open-gguf.ts';

/** What one tensor of the file becomes. */
export interface PlannedTensor extends Pick<DecoderTensor, 'source' | 'form'> {
  /** Its constant in the program. */
  readonly name: string;
  /** Rows of each head are sorted from neighbours to halves, so that one rotation serves all models. */
  readonly sortsHeads: boolean;
}

/** Every tensor of the file with its place in the program. @throws HeatsoakError as `decoderTensors` */
export function planTensors(gguf: OpenGguf, shape: DecoderShape): PlannedTensor[] {
  const sorts = shape.rotation.layout === 'neighbours';
  return decoderTensors(gguf, shape).map(({ source, layer, part, form }) => ({
    source,
    form,
    name: form === 'rope factors' ? source.name : constantName(layer, part, form),
    sortsHeads: sorts && (part === 'attn_q' || part === 'attn_k'),
  }));
}

/** The bias beside a matrix. */
export const biasName = (matrix: string): string => `${matrix}_bias`;

const own: Readonly<Record<string, string>> = { token_embd: 'embedding', output: 'head' };

function constantName(layer: number | null, part: string, form: DecoderTensor['form']): string {
  if (layer === null) return own[part] ?? part;
  const name = `layer_${layer}_${part}`;
  return form === 'bias' ? biasName(name) : name;
}

/** Where a row of `rows` goes when each head's neighbours are sorted into halves. */
export function sortedRow(row: number, headSize: number, dimensions: number): number {
  const within = row % headSize;
  if (within >= dimensions) return row;
  return row - within + (within >> 1) + (within & 1) * (dimensions / 2);
}
