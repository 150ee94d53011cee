import type { DataType, TensorType } from './data-type.ts';
import {
  type FunctionInput,
  type MilFunction,
  OPSET,
  type Operation,
  type Result,
  type Value,
} from './program.ts';
import { broadcast } from './shapes.ts';

/** Grows one function operation by operation; each gets a name of its own, and small constants are shared. */
export class FunctionBuilder {
  private readonly name: string;
  private readonly inputs: readonly FunctionInput[];
  private readonly operations: Operation[] = [];
  private readonly constants = new Map<string, Result>();
  private readonly taken: Set<string>;

  constructor(name: string, inputs: readonly FunctionInput[]) {
    this.name = name;
    this.inputs = inputs;
    this.taken = new Set(inputs.map((input) => input.name));
  }

  input(name: string): Result {
    const input = this.inputs.find((each) => each.name === name);
    if (!input) throw new Error(`the function ${this.name} has no input ${name}`);
    return input;
  }

  finish(outputs: readonly Result[]): MilFunction {
    return {
      name: this.name,
      opset: OPSET,
      inputs: this.inputs,
      outputs: outputs.map((output) => output.name),
      operations: this.operations,
    };
  }

  /** An operation with one result of the type that the caller knows it to have. */
  one(
    kind: string,
    inputs: Record<string, Result | readonly Result[]>,
    type: TensorType,
    name = kind,
  ): Result {
    const [result] = this.operation(kind, inputs, [type], name);
    if (!result) throw new Error(`${kind} gives no result`);
    return result;
  }

  operation(
    kind: string,
    inputs: Record<string, Result | readonly Result[]>,
    types: readonly TensorType[],
    name = kind,
  ): readonly Result[] {
    const label = this.unique(name);
    const outputs = types.map((type, i) => ({ name: i === 0 ? label : this.unique(`${label}_${i}`), type }));
    const bound = Object.entries(inputs).map(([parameter, given]) => [
      parameter,
      (Array.isArray(given) ? (given as Result[]) : [given as Result]).map((each) => ({ name: each.name })),
    ]);
    this.operations.push({ kind, name: label, inputs: Object.fromEntries(bound), outputs, value: null });
    return outputs;
  }

  /** A constant under its own name: a weight. */
  weight(value: Value, name: string): Result {
    return this.shared(`weight ${name}`, () => this.constantOf(value, name));
  }

  /** A weight in blocks; its quants, scales and offsets are bound directly, as Apple's writer does. */
  blockwise(
    parts: { data: Value; scale: Value; offset: Value | null },
    type: TensorType,
    name: string,
  ): Result {
    return this.shared(`weight ${name}`, () => {
      const label = this.unique(name);
      const { data, scale, offset } = parts;
      this.operations.push({
        kind: 'constexpr_blockwise_shift_scale',
        name: label,
        inputs: {
          data: [{ value: data }],
          scale: [{ value: scale }],
          ...(offset ? { offset: [{ value: offset }] } : {}),
        },
        outputs: [{ name: label, type }],
        value: null,
      });
      return { name: label, type };
    });
  }

  ints(values: readonly number[]): Result {
    return this.immediate('int32', values, [values.length]);
  }

  int(value: number): Result {
    return this.immediate('int32', [value], []);
  }

  flags(values: readonly boolean[]): Result {
    return this.immediate('bool', values, [values.length]);
  }

  flag(value: boolean): Result {
    return this.immediate('bool', [value], []);
  }

  number(dataType: 'fp16' | 'fp32', value: number): Result {
    return this.immediate(dataType, [value], []);
  }

  text(value: string): Result {
    return this.immediate('string', [value], []);
  }

  add(x: Result, y: Result, name = 'add'): Result {
    return this.one('add', { x, y }, joined(x, y), name);
  }

  mul(x: Result, y: Result, name = 'mul'): Result {
    return this.one('mul', { x, y }, joined(x, y), name);
  }

  cast(x: Result, dataType: 'fp16' | 'fp32'): Result {
    return this.one('cast', { x, dtype: this.text(dataType) }, { dataType, shape: x.type.shape });
  }

  reshape(x: Result, shape: readonly number[]): Result {
    return this.one('reshape', { x, shape: this.ints(shape) }, { dataType: x.type.dataType, shape });
  }

  transpose(x: Result, perm: readonly number[]): Result {
    const shape = perm.map((axis) => x.type.shape[axis] ?? 1);
    return this.one('transpose', { x, perm: this.ints(perm) }, { dataType: x.type.dataType, shape });
  }

  /** Parts along the last axis. */
  split(x: Result, sizes: readonly number[]): readonly Result[] {
    const { dataType, shape } = x.type;
    const types = sizes.map((size) => ({ dataType, shape: [...shape.slice(0, -1), size] }));
    return this.operation('split', { x, axis: this.int(-1), split_sizes: this.ints(sizes) }, types);
  }

  concat(values: readonly Result[], axis: number, type: TensorType): Result {
    return this.one('concat', { values, axis: this.int(axis), interleave: this.flag(false) }, type);
  }

  gather(x: Result, indices: Result, axis: number): Result {
    const { dataType, shape } = x.type;
    const result = [...shape.slice(0, axis), ...indices.type.shape, ...shape.slice(axis + 1)];
    const rest = { axis: this.int(axis), batch_dims: this.int(0), validate_indices: this.flag(false) };
    return this.one('gather', { x, indices, ...rest }, { dataType, shape: result });
  }

  private immediate(
    dataType: DataType,
    values: readonly number[] | readonly boolean[] | readonly string[],
    shape: readonly number[],
  ): Result {
    const key = `${dataType} ${shape.join()} ${values.join()}`;
    return this.shared(key, () =>
      this.constantOf({ type: { dataType, shape }, content: { values } }, 'const'),
    );
  }

  private shared(key: string, make: () => Result): Result {
    const known = this.constants.get(key);
    if (known) return known;
    const made = make();
    this.constants.set(key, made);
    return made;
  }

  private constantOf(value: Value, name: string): Result {
    const result = { name: this.unique(name), type: value.type };
    this.operations.push({ kind: 'const', name: result.name, inputs: {}, outputs: [result], value });
    return result;
  }

  private unique(name: string): string {
    let label = name;
    for (let n = 1; this.taken.has(label); n++) label = `${name}_${n}`;
    this.taken.add(label);
    return label;
  }
}

const joined = (x: Result, y: Result): TensorType => ({
  dataType: x.type.dataType,
  shape: broadcast(x.type.shape, y.type.shape),
});
