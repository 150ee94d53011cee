import type { Arguments } from './arguments.ts';
import { type DataType, elementsOf, isFloat, type TensorType, typeText } from './data-type.ts';
import { axisOf, broadcast, replaceAt, sameShape, sliceShape } from './shapes.ts';

type Infer = (args: Arguments) => readonly TensorType[];

/** One rule an operation, after the `type_inference` of coremltools' operator definitions. */
export const inferrers: Readonly<Record<string, Infer>> = {
  add: elementwise,
  mul: elementwise,
  silu: (args) => [float(args, 'x')],
  rsqrt: (args) => {
    const x = float(args, 'x');
    same(x, args.tensor('epsilon').dataType, 'epsilon');
    args.number('epsilon');
    return [x];
  },
  cast: (args) => [{ dataType: castTarget(args.text('dtype')), shape: args.tensor('x').shape }],
  concat,
  constexpr_blockwise_shift_scale: blockwise,
  expand_dims: (args) => {
    const { dataType, shape } = args.tensor('x');
    const rank = shape.length + args.numbers('axes').length;
    const axes = new Set(args.numbers('axes').map((axis) => axisOf(axis, rank)));
    const rest = [...shape];
    return [
      { dataType, shape: Array.from({ length: rank }, (_, i) => (axes.has(i) ? 1 : (rest.shift() ?? 1))) },
    ];
  },
  gather,
  gelu: (args) => {
    const mode = args.text('mode');
    if (mode !== 'TANH_APPROXIMATION') throw new Error(`mode is ${JSON.stringify(mode)}`);
    return [float(args, 'x')];
  },
  greater_equal: (args) => elementwise(args).map(({ shape }) => ({ dataType: 'bool', shape })),
  linear,
  read_state: (args) => [args.state('input')],
  reduce_mean: (args) => {
    const { dataType, shape } = float(args, 'x');
    const axes = new Set(args.numbers('axes').map((axis) => axisOf(axis, shape.length)));
    const [keep] = args.flags('keep_dims');
    const reduced = shape.map((size, i) => (axes.has(i) ? 1 : size));
    return [{ dataType, shape: keep ? reduced : reduced.filter((_, i) => !axes.has(i)) }];
  },
  reshape: (args) => {
    const { dataType, shape } = args.tensor('x');
    const target = args.numbers('shape');
    if (elementsOf(target) !== elementsOf(shape))
      throw new Error(`[${shape.join(', ')}] does not reshape to [${target.join(', ')}]`);
    return [{ dataType, shape: target }];
  },
  scaled_dot_product_attention: attention,
  slice_update: sliceUpdate,
  split: (args) => {
    const { dataType, shape } = args.tensor('x');
    const axis = axisOf(args.number('axis'), shape.length);
    const sizes = args.numbers('split_sizes');
    if (sizes.reduce((sum, size) => sum + size, 0) !== shape[axis])
      throw new Error(`parts of ${sizes.join(', ')} do not make up ${shape[axis]}`);
    return sizes.map((size) => ({ dataType, shape: replaceAt(shape, axis, size) }));
  },
  tile: (args) => {
    const { dataType, shape } = args.tensor('x');
    const reps = args.numbers('reps');
    if (reps.length !== shape.length) throw new Error(`reps must have ${shape.length} numbers`);
    return [{ dataType, shape: shape.map((size, i) => size * (reps[i] ?? 1)) }];
  },
  transpose: (args) => {
    const { dataType, shape } = args.tensor('x');
    const perm = args.numbers('perm').map((axis) => axisOf(axis, shape.length));
    if (new Set(perm).size !== shape.length || perm.length !== shape.length)
      throw new Error(`[${perm.join(', ')}] is no permutation of ${shape.length} axes`);
    return [{ dataType, shape: perm.map((axis) => shape[axis] ?? 1) }];
  },
  write_state: (args) => {
    const state = args.state('input');
    const data = args.tensor('data');
    if (data.dataType !== state.dataType || !sameShape(data.shape, state.shape))
      throw new Error(`data is ${typeText(data)}, the state ${typeText(state)}`);
    return [];
  },
};

function elementwise(args: Arguments): readonly TensorType[] {
  const [x, y] = [args.tensor('x'), args.tensor('y')];
  same(x, y.dataType, 'y');
  return [{ dataType: x.dataType, shape: broadcast(x.shape, y.shape) }];
}

function float(args: Arguments, parameter: string): TensorType {
  const type = args.tensor(parameter);
  if (!isFloat(type.dataType)) throw new Error(`${parameter} is ${type.dataType}, not fp16 or fp32`);
  return type;
}

function same(expected: TensorType, found: DataType, parameter: string): void {
  if (expected.dataType !== found)
    throw new Error(`${parameter} is ${found}, where ${expected.dataType} is needed`);
}

function castTarget(text: string): DataType {
  if (text === 'fp16' || text === 'fp32' || text === 'int32' || text === 'bool') return text;
  throw new Error(`dtype is ${JSON.stringify(text)}`);
}

function concat(args: Arguments): readonly TensorType[] {
  const parts = args.all('values').map(({ type }) => type);
  const [first] = parts;
  if (!first) throw new Error('values is empty');
  const axis = axisOf(args.number('axis'), first.shape.length);
  if (args.flags('interleave')[0] !== false) throw new Error('interleave must be false');
  for (const part of parts) {
    same(first, part.dataType, 'values');
    if (!sameShape(replaceAt(part.shape, axis, 0), replaceAt(first.shape, axis, 0)))
      throw new Error(`${typeText(part)} does not join ${typeText(first)} along axis ${axis}`);
  }
  const size = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  return [{ dataType: first.dataType, shape: replaceAt(first.shape, axis, size) }];
}

const QUANTISED: readonly DataType[] = ['int4', 'uint4', 'int8', 'uint8'];

function blockwise(args: Arguments): readonly TensorType[] {
  const [data, scale] = [args.tensor('data'), float(args, 'scale')];
  if (!QUANTISED.includes(data.dataType)) throw new Error(`data is ${data.dataType}`);
  const fits = (shape: readonly number[]): boolean =>
    shape.length === data.shape.length &&
    shape.every((size, i) => size > 0 && (data.shape[i] ?? 0) % size === 0);
  if (!fits(scale.shape)) throw new Error(`scales ${typeText(scale)} do not divide ${typeText(data)}`);
  const [offset] = args.all('offset');
  if (offset && !sameShape(offset.type.shape, scale.shape))
    throw new Error(`offsets ${typeText(offset.type)} do not go with scales ${typeText(scale)}`);
  if (offset && !isFloat(offset.type.dataType)) same(data, offset.type.dataType, 'offset');
  return [{ dataType: scale.dataType, shape: data.shape }];
}

function gather(args: Arguments): readonly TensorType[] {
  const [x, indices] = [args.tensor('x'), args.tensor('indices')];
  if (indices.dataType !== 'int32') throw new Error(`indices are ${indices.dataType}, not int32`);
  if (args.number('batch_dims') !== 0) throw new Error('batch_dims must be 0');
  args.flags('validate_indices');
  const axis = axisOf(args.number('axis'), x.shape.length);
  return [
    {
      dataType: x.dataType,
      shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
    },
  ];
}

function linear(args: Arguments): readonly TensorType[] {
  const [x, weight, bias] = [float(args, 'x'), args.tensor('weight'), args.tensor('bias')];
  same(x, weight.dataType, 'weight');
  same(x, bias.dataType, 'bias');
  const [outputs = 0, inputs] = weight.shape;
  if (weight.shape.length !== 2 || x.shape.at(-1) !== inputs)
    throw new Error(`${typeText(x)} does not multiply with ${typeText(weight)}`);
  if (!sameShape(bias.shape, [outputs])) throw new Error(`bias is ${typeText(bias)}, not [${outputs}]`);
  return [{ dataType: x.dataType, shape: [...x.shape.slice(0, -1), outputs] }];
}

function attention(args: Arguments): readonly TensorType[] {
  const query = float(args, 'query');
  const [key, value, mask] = [args.tensor('key'), args.tensor('value'), args.tensor('attn_mask')];
  same(query, key.dataType, 'key');
  same(query, value.dataType, 'value');
  if (mask.dataType !== 'bool') same(query, mask.dataType, 'attn_mask');
  const [length, size] = [key.shape.at(-2) ?? 0, key.shape.at(-1) ?? 0];
  const batch = query.shape.slice(0, -2);
  const isSound =
    query.shape.length >= 3 &&
    query.shape.at(-1) === size &&
    sameShape(key.shape, [...batch, length, size]) &&
    sameShape(value.shape.slice(0, -1), [...batch, length]) &&
    mask.shape.at(-1) === length;
  if (!isSound) throw new Error(`${[query, key, value, mask].map(typeText).join(', ')} do not go together`);
  const rows = query.shape.slice(0, -1);
  if (!sameShape(broadcast(rows, mask.shape.slice(0, -1)), rows))
    throw new Error(`attn_mask ${typeText(mask)} does not cover ${typeText(query)}`);
  return [{ dataType: query.dataType, shape: [...rows, value.shape.at(-1) ?? 0] }];
}

function sliceUpdate(args: Arguments): readonly TensorType[] {
  const [x, update] = [args.tensor('x'), args.tensor('update')];
  same(x, update.dataType, 'update');
  for (const edge of ['begin', 'end'] as const) {
    const type = args.tensor(edge);
    if (type.dataType !== 'int32' || !sameShape(type.shape, [x.shape.length]))
      throw new Error(`${edge} is ${typeText(type)}, not int32[${x.shape.length}]`);
  }
  const slice = sliceShape(args, x.shape);
  const fits =
    slice.length === update.shape.length &&
    slice.every((size, i) => size === null || size === update.shape[i]);
  if (!fits) throw new Error(`update ${typeText(update)} does not fill the slice of ${typeText(x)}`);
  return [x];
}
