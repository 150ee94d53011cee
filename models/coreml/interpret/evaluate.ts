import { elementsOf, type TensorType } from '../mil/data-type.ts';
import { attend, multiplyRows } from './matrix.ts';
import type { MatrixMemory } from './matrix-memory.ts';
import { concatenated, gathered, repeatedAlong, sliceUpdated, splitUp } from './move.ts';
import { broadcastStrides, emptyOf, positionsOf, stridesOf, type Tensor } from './tensor.ts';

/** Arguments of one operation by parameter; a list only where the parameter takes several. */
export interface Bound {
  one(parameter: string): Tensor;
  all(parameter: string): readonly Tensor[];
  /** Where the matrices lie. */
  readonly memory: MatrixMemory;
}

type Evaluate = (bound: Bound, types: readonly TensorType[]) => readonly Tensor[];

/**
 * The operations of our programs, computed after their definitions in coremltools (`value_inference`). Results have the
 * declared types, which the reader has checked. Constants and states are the runner's.
 */
export const evaluators: Readonly<Record<string, Evaluate>> = {
  add: elementwise((x, y) => x + y),
  mul: elementwise((x, y) => x * y),
  gelu: mapped((x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
  greater_equal: elementwise((x, y) => (x >= y ? 1 : 0)),
  silu: mapped((x) => x / (1 + Math.exp(-x))),
  rsqrt: (bound, types) => {
    const epsilon = bound.one('epsilon').data[0] ?? 0;
    return mapped((x) => 1 / Math.sqrt(x + epsilon))(bound, types);
  },
  cast: (bound, types) => [castTo(bound.one('x'), only(types))],
  reshape: sameNumbers,
  expand_dims: sameNumbers,
  concat: (bound, types) => [concatenated(bound.all('values'), bound.one('axis').data[0] ?? 0, only(types))],
  gather: (bound, types) => [
    gathered(bound.one('x'), bound.one('indices'), bound.one('axis').data[0] ?? 0, only(types)),
  ],
  linear: (bound, types) => [
    multiplyRows(bound.one('x'), bound.one('weight'), bound.one('bias'), only(types), bound.memory),
  ],
  reduce_mean: (bound, types) => [meanOfLast(bound.one('x'), bound.one('axes'), only(types))],
  scaled_dot_product_attention: (bound, types) => {
    const [query, key, value] = [bound.one('query'), bound.one('key'), bound.one('value')];
    return [attend(query, key, value, bound.one('attn_mask'), only(types))];
  },
  slice_update: (bound) => [
    sliceUpdated(bound.one('x'), bound.one('update'), {
      begin: bound.one('begin').data,
      end: bound.one('end').data,
      beginMask: bound.one('begin_mask').data,
      endMask: bound.one('end_mask').data,
    }),
  ],
  split: (bound, types) => splitUp(bound.one('x'), bound.one('axis').data[0] ?? 0, types),
  tile: (bound, types) => [repeatedAlong(bound.one('x'), bound.one('reps').data, only(types))],
  transpose: (bound, types) => {
    const x = bound.one('x');
    const strides = stridesOf(x.type.shape);
    const perm = [...bound.one('perm').data].map((axis) => strides[axis] ?? 0);
    return [picked(x, positionsOf(only(types).shape, perm), only(types))];
  },
};

function only(types: readonly TensorType[]): TensorType {
  const [type] = types;
  if (!type) throw new Error('an operation without a result');
  return type;
}

function picked(x: Tensor, positions: Int32Array, type: TensorType): Tensor {
  const data = emptyOf(type);
  for (let i = 0; i < data.length; i++) data[i] = x.data[positions[i] ?? 0] ?? 0;
  return { type, data };
}

function mapped(compute: (x: number) => number): Evaluate {
  return (bound, types) => {
    const { data } = bound.one('x');
    const type = only(types);
    const result = emptyOf(type);
    for (let i = 0; i < result.length; i++) result[i] = compute(data[i] ?? 0);
    return [{ type, data: result }];
  };
}

/** Nothing changes its numbers once they are made, so results may share them. */
function sameNumbers(bound: Bound, types: readonly TensorType[]): readonly Tensor[] {
  return [{ type: only(types), data: bound.one('x').data }];
}

function castTo(x: Tensor, type: TensorType): Tensor {
  const isWhole = type.dataType === 'int32' || type.dataType === 'bool';
  if (isWhole === x.data instanceof Int32Array) return { type, data: x.data };
  return { type, data: isWhole ? Int32Array.from(x.data) : Float32Array.from(x.data) };
}

function elementwise(compute: (x: number, y: number) => number): Evaluate {
  return (bound, types) => {
    const [x, y, type] = [bound.one('x'), bound.one('y'), only(types)];
    const [left, right] = [x, y].map((side) => placesIn(side.type.shape, type.shape));
    const data = emptyOf(type);
    for (let i = 0; i < data.length; i++)
      data[i] = compute(x.data[left?.(i) ?? i] ?? 0, y.data[right?.(i) ?? i] ?? 0);
    return [{ type, data }];
  };
}

/** Where element i of the result is in an operand: a shape that only lacks leading axes repeats as a whole. */
function placesIn(from: readonly number[], to: readonly number[]): ((i: number) => number) | null {
  const elements = elementsOf(from);
  if (elements === elementsOf(to)) return null;
  if (from.every((size, i) => size === to[i - from.length + to.length])) return (i) => i % elements;
  const positions = positionsOf(to, broadcastStrides(from, to));
  return (i) => positions[i] ?? 0;
}

function meanOfLast(x: Tensor, axes: Tensor, type: TensorType): Tensor {
  const rank = x.type.shape.length;
  const axis = axes.data[0] ?? 0;
  if (axes.data.length !== 1 || (axis !== -1 && axis !== rank - 1))
    throw new Error('only means over the last axis are computed here');
  const columns = x.type.shape.at(-1) ?? 1;
  const data = new Float32Array(x.data.length / columns);
  for (let row = 0; row < data.length; row++) {
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += x.data[row * columns + i] ?? 0;
    data[row] = sum / columns;
  }
  return { type, data };
}
