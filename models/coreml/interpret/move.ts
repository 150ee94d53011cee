import { elementsOf, type TensorType } from '../mil/data-type.ts';
import { axisOf } from '../mil/shapes.ts';
import { emptyOf, positionsOf, stridesOf, type Tensor } from './tensor.ts';

/** Elements before an axis, and in one step of it. */
function around(shape: readonly number[], axis: number): { outer: number; inner: number } {
  return { outer: elementsOf(shape.slice(0, axis)), inner: elementsOf(shape.slice(axis + 1)) };
}

export function concatenated(parts: readonly Tensor[], axis: number, type: TensorType): Tensor {
  const at = axisOf(axis, type.shape.length);
  const { outer, inner } = around(type.shape, at);
  const data = emptyOf(type);
  const whole = (type.shape[at] ?? 0) * inner;
  let offset = 0;
  for (const part of parts) {
    const run = (part.type.shape[at] ?? 0) * inner;
    for (let i = 0; i < outer; i++) data.set(part.data.subarray(i * run, (i + 1) * run), i * whole + offset);
    offset += run;
  }
  return { type, data };
}

export function splitUp(x: Tensor, axis: number, types: readonly TensorType[]): Tensor[] {
  const at = axisOf(axis, x.type.shape.length);
  const { outer, inner } = around(x.type.shape, at);
  const whole = (x.type.shape[at] ?? 0) * inner;
  let offset = 0;
  return types.map((type) => {
    const run = (type.shape[at] ?? 0) * inner;
    const data = emptyOf(type);
    for (let i = 0; i < outer; i++)
      data.set(x.data.subarray(i * whole + offset, i * whole + offset + run), i * run);
    offset += run;
    return { type, data };
  });
}

/** `tile`: each axis as many times as `reps` says, the last axis first so that the runs grow. */
export function repeatedAlong(x: Tensor, reps: ArrayLike<number>, type: TensorType): Tensor {
  let { data } = x;
  let inner = 1;
  for (let axis = x.type.shape.length - 1; axis >= 0; axis--) {
    const run = (x.type.shape[axis] ?? 1) * inner;
    const times = reps[axis] ?? 1;
    if (times > 1) data = runsRepeated(data, run, times);
    inner = run * times;
  }
  return { type, data };
}

function runsRepeated(data: Tensor['data'], run: number, times: number): Tensor['data'] {
  const longer =
    data instanceof Int32Array ? new Int32Array(data.length * times) : new Float32Array(data.length * times);
  for (let from = 0, to = 0; from < data.length; from += run)
    for (let time = 0; time < times; time++, to += run) longer.set(data.subarray(from, from + run), to);
  return longer;
}

/** @throws Error for an index that is not there: Core ML would read something else without a word */
export function gathered(x: Tensor, indices: Tensor, axis: number, type: TensorType): Tensor {
  const at = axisOf(axis, x.type.shape.length);
  const size = x.type.shape[at] ?? 0;
  const { outer, inner } = around(x.type.shape, at);
  const data = emptyOf(type);
  let to = 0;
  for (let i = 0; i < outer; i++) {
    for (const index of indices.data) {
      if (index < 0 || index >= size) throw new Error(`index ${index} of ${size}`);
      const from = (i * size + index) * inner;
      data.set(x.data.subarray(from, from + inner), to);
      to += inner;
    }
  }
  return { type, data };
}

/** Corners of a slice; a masked one is the tensor's own. */
export interface Slice {
  readonly begin: ArrayLike<number>;
  readonly end: ArrayLike<number>;
  readonly beginMask: ArrayLike<number>;
  readonly endMask: ArrayLike<number>;
}

/** A copy of `x` with `update` in a slice. @throws Error when the slice is not in `x`, or not of the update's shape */
export function sliceUpdated(x: Tensor, update: Tensor, slice: Slice): Tensor {
  const strides = stridesOf(x.type.shape);
  let start = 0;
  x.type.shape.forEach((size, axis) => {
    const begin = slice.beginMask[axis] ? 0 : (slice.begin[axis] ?? 0);
    const end = slice.endMask[axis] ? size : (slice.end[axis] ?? 0);
    if (begin < 0 || end > size || end - begin !== update.type.shape[axis])
      throw new Error(`slice ${begin} to ${end} of ${size} does not take ${update.type.shape[axis]}`);
    start += begin * (strides[axis] ?? 0);
  });
  const data = x.data.slice();
  const positions = positionsOf(update.type.shape, strides, start);
  for (let i = 0; i < positions.length; i++) data[positions[i] ?? 0] = update.data[i] ?? 0;
  return { type: x.type, data };
}
