import { elementsOf, type TensorType } from '../mil/data-type.ts';
import { roundHalf } from '../repack/unpack.ts';

/** A value while a program runs. Half precision is kept in single; numbers of int32 and bool are whole. */
export interface Tensor {
  readonly type: TensorType;
  readonly data: Float32Array | Int32Array;
}

/**
 * Whether every result that the program declares as fp16 is rounded to it (`half`, as hardware that computes in half
 * precision would at least do), or kept in single precision (`none`: what the program means, free of rounding).
 */
export type Rounding = 'half' | 'none';

export function tensor(type: TensorType, data: Float32Array | Int32Array): Tensor {
  if (data.length !== elementsOf(type.shape))
    throw new Error(`${data.length} numbers for [${type.shape.join(', ')}]`);
  return { type, data };
}

/** Operations that only move numbers: what they give was rounded before. */
const MOVES = new Set([
  'concat',
  'expand_dims',
  'gather',
  'read_state',
  'reshape',
  'slice_update',
  'split',
  'tile',
  'transpose',
]);

export function rounded(value: Tensor, operation: string, rounding: Rounding): Tensor {
  if (rounding === 'none' || value.type.dataType !== 'fp16' || MOVES.has(operation)) return value;
  return { type: value.type, data: Float32Array.from(value.data, roundHalf) };
}

/** Room for a result of that type. */
export const emptyOf = (type: TensorType): Float32Array | Int32Array =>
  type.dataType === 'int32' || type.dataType === 'bool'
    ? new Int32Array(elementsOf(type.shape))
    : new Float32Array(elementsOf(type.shape));

/** Elements to step over for each axis, the last axis contiguous. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/**
 * Where each element of `shape`, in order, lies in a tensor walked with `strides` (0 repeats an axis) from `start`.
 * One array of positions serves every operation that only moves numbers.
 */
export function positionsOf(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const positions = new Int32Array(elementsOf(shape));
  const index = shape.map(() => 0);
  let at = start;
  for (let i = 0; i < positions.length; i++) {
    positions[i] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [size = 1, stride = 0] = [shape[axis], strides[axis]];
      index[axis] = (index[axis] ?? 0) + 1;
      at += stride;
      if ((index[axis] ?? 0) < size) break;
      at -= stride * size;
      index[axis] = 0;
    }
  }
  return positions;
}

/** Strides of `from` for walking the shape `to` that it is broadcast to. */
export function broadcastStrides(from: readonly number[], to: readonly number[]): number[] {
  const strides = stridesOf(from);
  return to.map((_, i) => {
    const axis = i - to.length + from.length;
    return axis < 0 || from[axis] === 1 ? 0 : (strides[axis] ?? 0);
  });
}
