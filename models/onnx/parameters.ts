import type { ElementType, GraphNode, OnnxModel } from './onnx-messages.ts';

interface Sized {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
}

const FLOATS: readonly ElementType[] = ['FLOAT', 'FLOAT16', 'BFLOAT16', 'DOUBLE'];

/**
 * Counts a graph's weights by its operators alone, without a word of how it was written: bytes that a quantised operator
 * reads are counted by its bits, its scales and zero points and the tables of rotation are no weights.
 */
export function parametersOf({ node }: OnnxModel['graph'], tensors: readonly Sized[]): number {
  const sources = new Map(
    node.flatMap(({ opType, input, output }) =>
      opType === 'Reshape' ? [[output[0] ?? '', input[0] ?? ''] as const] : [],
    ),
  );
  const bits = new Map<string, number>();
  const others = new Set<string>();
  for (const each of node) {
    const { data, rest } = rolesOf(each);
    if (data !== undefined) bits.set(sources.get(data) ?? data, bitsOf(each));
    for (const name of rest) others.add(name);
  }
  for (const name of gatheredBesideScales(node, tensors)) others.add(name);
  return tensors.reduce((sum, { name, type, dims }) => {
    const elements = dims.reduce((product, dim) => product * dim, 1);
    const packed = bits.get(name);
    if (packed !== undefined) return sum + (elements * 8) / packed;
    return FLOATS.includes(type) && !others.has(name) && dims.length > 0 ? sum + elements : sum;
  }, 0);
}

/** Names of a node's quantised weights, and of what belongs to them or to the rotation. */
function rolesOf({ opType, input }: GraphNode): { data: string | undefined; rest: readonly string[] } {
  if (opType === 'MatMulNBits') return { data: input[1], rest: input.slice(2) };
  if (opType === 'GatherBlockQuantized') return { data: input[0], rest: input.slice(2) };
  if (opType === 'GroupQueryAttention') return { data: undefined, rest: input.slice(7, 9) };
  if (opType === 'RotaryEmbedding') return { data: undefined, rest: input.slice(2) };
  return { data: undefined, rest: [] };
}

/** An embedding's float zero points are gathered row by row beside its scales, and have their shape. */
function gatheredBesideScales(node: readonly GraphNode[], tensors: readonly Sized[]): string[] {
  const dimsOf = new Map(tensors.map(({ name, dims }) => [name, String(dims)]));
  const scales = node.flatMap(({ opType, input }) =>
    opType === 'GatherBlockQuantized' ? [input[2] ?? ''] : [],
  );
  const shapes = new Set(scales.map((name) => dimsOf.get(name)));
  const gathered = node.flatMap(({ opType, input }) => (opType === 'Gather' ? [input[0] ?? ''] : []));
  return gathered.filter((name) => dimsOf.has(name) && shapes.has(dimsOf.get(name)));
}

/** Four where the node does not say, as the operators have it. */
const bitsOf = ({ attribute }: GraphNode): number => attribute.find(({ name }) => name === 'bits')?.i ?? 4;
