import { elementsOf } from '../mil/data-type.ts';
import type { Binding, MilFunction, Operation, Value } from '../mil/program.ts';
import type { OpenPackage } from '../package/read-package.ts';
import { readRows } from '../package/read-weight.ts';
import { type Bound, evaluators } from './evaluate.ts';
import { MatrixMemory } from './matrix-memory.ts';
import { type Rounding, rounded, type Tensor, tensor } from './tensor.ts';

/** What an app keeps in its `MLState`. */
export type States = Map<string, Tensor>;

/** A function with its constants in memory. */
export interface LoadedFunction {
  readonly milFunction: MilFunction;
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly memory: MatrixMemory;
}

/** What the functions of a package have in common: each weight is read once. */
export class SharedWeights {
  readonly memory = new MatrixMemory();
  /** By the place in the weight file. */
  readonly byPlace = new Map<number, Float32Array>();
}

/**
 * Reads the constants of a function, weights unpacked. Whole models come into memory: this is for small ones.
 */
export async function loadFunction(
  opened: OpenPackage,
  milFunction: MilFunction,
  shared: SharedWeights,
): Promise<LoadedFunction> {
  const constants = new Map<string, Tensor>();
  for (const operation of milFunction.operations) {
    const [result] = operation.outputs;
    if (!result || !(operation.value || operation.kind.startsWith('constexpr_'))) continue;
    const immediate = operation.value && immediateData(operation.value);
    const data = immediate ?? (await weightData(opened, operation, shared));
    constants.set(result.name, tensor(result.type, data));
  }
  return { milFunction, constants, memory: shared.memory };
}

/** Texts (the target of a cast) are not computed with: their place is taken by a zero. */
function immediateData({ type, content }: Value): Float32Array | Int32Array | null {
  if (!('values' in content)) return null;
  const numbers = content.values.map((value) => (typeof value === 'string' ? 0 : Number(value)));
  return type.dataType === 'fp16' || type.dataType === 'fp32'
    ? Float32Array.from(numbers)
    : Int32Array.from(numbers);
}

async function weightData(
  opened: OpenPackage,
  operation: Operation,
  { memory, byPlace }: SharedWeights,
): Promise<Float32Array> {
  const place = placeOf(operation);
  const known = byPlace.get(place);
  if (known) return known;
  const shape = operation.outputs[0]?.type.shape ?? [];
  const data = memory.room(elementsOf(shape));
  data.set(await readRows(opened, operation, 0, elementsOf(shape.slice(0, -1))));
  byPlace.set(place, data);
  return data;
}

function placeOf({ name, inputs, value }: Operation): number {
  const binding: Binding | undefined = inputs['data']?.[0];
  const constant = value ?? (binding && 'value' in binding ? binding.value : null);
  if (!constant || !('blob' in constant.content)) throw new Error(`${name} has no weight`);
  return constant.content.blob.offset;
}

/** Runs a function once. States change in place. @throws Error when an operation cannot do what it is asked to */
export function runFunction(
  { milFunction, constants, memory }: LoadedFunction,
  inputs: ReadonlyMap<string, Tensor>,
  states: States,
  rounding: Rounding,
): ReadonlyMap<string, Tensor> {
  const values = new Map([...constants, ...inputs]);
  for (const operation of milFunction.operations) {
    if (operation.value || operation.kind.startsWith('constexpr_')) continue;
    try {
      const results = runOperation(operation, values, states, memory);
      results.forEach((result, i) => {
        values.set(operation.outputs[i]?.name ?? '', rounded(result, operation.kind, rounding));
      });
    } catch (error) {
      throw new Error(`${milFunction.name}/${operation.name}: ${String(error)}`, { cause: error });
    }
  }
  return new Map(milFunction.outputs.flatMap((name) => entryOf(name, values)));
}

function entryOf(name: string, values: ReadonlyMap<string, Tensor>): [string, Tensor][] {
  const value = values.get(name);
  return value ? [[name, value]] : [];
}

function runOperation(
  operation: Operation,
  values: ReadonlyMap<string, Tensor>,
  states: States,
  memory: MatrixMemory,
): readonly Tensor[] {
  const find = (name: string): Tensor => {
    const value = values.get(name);
    if (!value) throw new Error(`${name} has no value`);
    return value;
  };
  const bound: Bound = {
    all: (parameter) =>
      (operation.inputs[parameter] ?? []).map((each) =>
        'name' in each ? find(each.name) : inline(each.value),
      ),
    one: (parameter) => bound.all(parameter)[0] ?? missing(parameter),
    memory,
  };
  if (operation.kind === 'read_state') return [states.get(stateName(operation)) ?? missing('state')];
  if (operation.kind === 'write_state') {
    states.set(stateName(operation), bound.one('data'));
    return [];
  }
  const evaluate = evaluators[operation.kind];
  if (!evaluate) throw new Error(`the operation ${operation.kind} is not computed here`);
  return evaluate(
    bound,
    operation.outputs.map(({ type }) => type),
  );
}

function stateName(operation: Operation): string {
  const [input] = operation.inputs['input'] ?? [];
  return input && 'name' in input ? input.name : missing('input');
}

function inline(value: Value): Tensor {
  return tensor(value.type, immediateData(value) ?? missing('value'));
}

function missing(what: string): never {
  throw new Error(`${what} is missing`);
}
