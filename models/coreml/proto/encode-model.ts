import { toHalf } from '../../quantise/half.ts';
import { dataTypes, type TensorType } from '../mil/data-type.ts';
import type { Binding, CoreMlModel, Feature, MilFunction, Operation, Value } from '../mil/program.ts';
import {
  type FeatureMessage,
  type FunctionMessage,
  modelBytes,
  type OperationMessage,
  type TensorValueMessage,
  type TypeMessage,
  type ValueMessage,
} from './messages.ts';

/** `ArrayFeatureType.ArrayDataType`, the only types that features here have. */
export const featureTypes = { fp16: 65_552, fp32: 65_568, int32: 131_104 } as const;

/** Bytes of the `model.mlmodel` that says the same as `model`. */
export function encodeModel(model: CoreMlModel): Uint8Array {
  return modelBytes({
    specificationVersion: model.specificationVersion,
    description: {
      functions: model.descriptions.map(({ name, inputs, outputs, states }) => ({
        name,
        input: inputs.map(featureMessage),
        output: outputs.map(featureMessage),
        state: states.map((state) => ({
          name: state.name,
          type: { stateType: { arrayType: arrayMessage(state) } },
        })),
      })),
      defaultFunctionName: model.defaultFunction,
      metadata: { shortDescription: model.summary, author: model.author, userDefined: { ...model.facts } },
    },
    mlProgram: {
      version: 1,
      functions: Object.fromEntries(model.functions.map((each) => [each.name, functionMessage(each)])),
    },
  });
}

const featureMessage = (feature: Feature): FeatureMessage => ({
  name: feature.name,
  type: { multiArrayType: arrayMessage(feature) },
});

function arrayMessage({ name, type }: Feature): { shape: number[]; dataType: number } {
  const { dataType, shape } = type;
  if (dataType !== 'fp16' && dataType !== 'fp32' && dataType !== 'int32')
    throw new Error(`a feature cannot be ${dataType}: ${name}`);
  return { shape: [...shape], dataType: featureTypes[dataType] };
}

function functionMessage({ inputs, opset, outputs, operations }: MilFunction): FunctionMessage {
  return {
    inputs: inputs.map(({ name, type, isState }) => ({
      name,
      type: isState ? { stateType: { wrappedType: typeMessage(type) } } : typeMessage(type),
    })),
    opset,
    blockSpecializations: {
      [opset]: { outputs: [...outputs], operations: operations.map(operationMessage) },
    },
  };
}

function operationMessage({ kind, name, inputs, outputs, value }: Operation): OperationMessage {
  return {
    type: kind,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([parameter, bindings]) => [
        parameter,
        { arguments: bindings.map(bindingMessage) },
      ]),
    ),
    outputs: outputs.map((output) => ({ name: output.name, type: typeMessage(output.type) })),
    attributes: { name: textValue(name), ...(value ? { val: valueMessage(value) } : {}) },
  };
}

const bindingMessage = (binding: Binding): { name: string } | { value: ValueMessage } =>
  'name' in binding ? { name: binding.name } : { value: valueMessage(binding.value) };

const typeMessage = ({ dataType, shape }: TensorType): TypeMessage => ({
  tensorType: {
    dataType: dataTypes[dataType].id,
    rank: shape.length,
    dimensions: shape.map((size) => ({ constant: { size } })),
  },
});

const textValue = (text: string): ValueMessage =>
  valueMessage({ type: { dataType: 'string', shape: [] }, content: { values: [text] } });

function valueMessage({ type, content }: Value): ValueMessage {
  if ('blob' in content)
    return {
      type: typeMessage(type),
      blobFileValue: { fileName: content.blob.file, offset: content.blob.offset },
    };
  return {
    type: typeMessage(type),
    immediateValue: { tensor: tensorValue(type, content.values) },
  };
}

function tensorValue(
  { dataType }: TensorType,
  values: readonly number[] | readonly boolean[] | readonly string[],
): TensorValueMessage {
  if (dataType === 'string') return { strings: { values: values.map(String) } };
  if (dataType === 'bool') return { bools: { values: values.map(Boolean) } };
  const numbers = values.map(Number);
  if (dataType === 'int32') return { ints: { values: numbers } };
  if (dataType === 'fp32') return { floats: { values: numbers } };
  // Apple's own writer puts half-precision numbers into bytes; narrower ones only ever stand in the weight file.
  if (dataType === 'fp16')
    return { bytes: { values: new Uint8Array(Uint16Array.from(numbers, toHalf).buffer) } };
  throw new Error(`an immediate value cannot be ${dataType}`);
}
