import { fromHalf } from '../../quantise/half.ts';
import { type DataType, dataTypeById, elementsOf, type TensorType } from '../mil/data-type.ts';
import type {
  Binding,
  CoreMlModel,
  Feature,
  FunctionDescription,
  FunctionInput,
  MilFunction,
  Operation,
  Value,
} from '../mil/program.ts';
import { featureTypes } from './encode-model.ts';
import {
  type ArrayMessage,
  type FunctionDescriptionMessage,
  type FunctionMessage,
  modelMessage,
  type OperationMessage,
  type TensorValueMessage,
  type TypeMessage,
  type ValueMessage,
} from './messages.ts';

/**
 * What a `model.mlmodel` says. Only its form is checked here: whether the program makes sense is for `lint.ts`.
 * @throws Error whose message says which part is missing or of an unknown type
 */
export function decodeModel(bytes: Uint8Array): { model: CoreMlModel; unknownBytes: number } {
  const { message, unknownBytes } = modelMessage(bytes);
  const { description, mlProgram } = message;
  if (!mlProgram) throw new Error('it holds no ML program');
  const { metadata } = description ?? {};
  const model = {
    specificationVersion: message.specificationVersion ?? 0,
    defaultFunction: description?.defaultFunctionName ?? '',
    descriptions: (description?.functions ?? []).map(descriptionOf),
    functions: Object.entries(mlProgram.functions ?? {}).map(([name, each]) => functionOf(name, each)),
    author: metadata?.author ?? '',
    summary: metadata?.shortDescription ?? '',
    facts: metadata?.userDefined ?? {},
  };
  return { model, unknownBytes };
}

function descriptionOf({ name = '', input, output, state }: FunctionDescriptionMessage): FunctionDescription {
  const feature = (each: { name?: string }, array: ArrayMessage | undefined): Feature => ({
    name: each.name ?? '',
    type: arrayType(array, each.name ?? ''),
  });
  return {
    name,
    inputs: (input ?? []).map((each) => feature(each, each.type?.multiArrayType)),
    outputs: (output ?? []).map((each) => feature(each, each.type?.multiArrayType)),
    states: (state ?? []).map((each) => feature(each, each.type?.stateType?.arrayType)),
  };
}

function arrayType(array: ArrayMessage | undefined, name: string): TensorType {
  const known = Object.entries(featureTypes).find(([, id]) => id === array?.dataType);
  if (!known) throw new Error(`the feature ${name} is no array of a known type`);
  return { dataType: known[0] as DataType, shape: array?.shape ?? [] };
}

function functionOf(
  name: string,
  { inputs, opset = '', blockSpecializations }: FunctionMessage,
): MilFunction {
  const block = blockSpecializations?.[opset];
  if (!block) throw new Error(`the function ${name} has no block for its opset ${opset}`);
  return {
    name,
    opset,
    inputs: (inputs ?? []).map((input): FunctionInput => {
      const isState = input.type?.stateType !== undefined;
      const type = isState ? input.type?.stateType?.wrappedType : input.type;
      return { name: input.name ?? '', type: tensorType(type, input.name ?? ''), isState };
    }),
    outputs: block.outputs ?? [],
    operations: (block.operations ?? []).map(operationOf),
  };
}

function operationOf({ type = '', inputs, outputs, attributes }: OperationMessage): Operation {
  const label = attributes?.['name'];
  const name = label ? textOf(label) : '';
  const val = attributes?.['val'];
  return {
    kind: type,
    name,
    inputs: Object.fromEntries(
      Object.entries(inputs ?? {}).map(([parameter, argument]) => [
        parameter,
        (argument.arguments ?? []).map(
          (each): Binding =>
            each.value ? { value: constantOf(each.value, name) } : { name: each.name ?? '' },
        ),
      ]),
    ),
    outputs: (outputs ?? []).map((output) => ({
      name: output.name ?? '',
      type: tensorType(output.type, output.name ?? ''),
    })),
    value: val ? constantOf(val, name) : null,
  };
}

function textOf(value: ValueMessage): string {
  return value.immediateValue?.tensor?.strings?.values?.[0] ?? '';
}

function tensorType(message: TypeMessage | undefined, name: string): TensorType {
  const tensor = message?.tensorType;
  const dataType = dataTypeById(tensor?.dataType ?? 0);
  if (!dataType) throw new Error(`${name} is no tensor of a known type (${tensor?.dataType ?? 'none'})`);
  const shape = (tensor?.dimensions ?? []).map(({ constant }) => {
    if (constant?.size === undefined) throw new Error(`${name} has a dimension without a size`);
    return constant.size;
  });
  if (shape.length !== (tensor?.rank ?? 0))
    throw new Error(`${name} claims rank ${tensor?.rank} and has ${shape.length} dimensions`);
  return { dataType, shape };
}

function constantOf(message: ValueMessage, name: string): Value {
  const type = tensorType(message.type, name);
  const { blobFileValue: blob, immediateValue } = message;
  if (blob) return { type, content: { blob: { file: blob.fileName ?? '', offset: blob.offset ?? 0 } } };
  const values = immediateValue?.tensor ? valuesOf(immediateValue.tensor) : [];
  if (values.length !== elementsOf(type.shape))
    throw new Error(
      `the constant of ${name} has ${values.length} values, its shape ${elementsOf(type.shape)}`,
    );
  return { type, content: { values } };
}

function valuesOf(tensor: TensorValueMessage): readonly number[] | readonly boolean[] | readonly string[] {
  const { floats, ints, bools, strings, bytes } = tensor;
  if (bytes) return halves(bytes.values ?? new Uint8Array());
  return (floats ?? ints ?? bools ?? strings)?.values ?? [];
}

function halves(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 1 }, (_, i) => fromHalf(view.getUint16(2 * i, true)));
}
