import type { INamespace } from 'protobufjs';

/**
 * The part of Apple's `Model.proto`, `FeatureTypes.proto` and `MIL.proto` (coremltools, BSD-3-Clause) that our
 * packages use, as a protobufjs descriptor: names and numbers are Apple's. `ci/python-checks` holds every field
 * against the descriptors that Apple's coremltools was compiled with.
 */
type Fields = Record<string, readonly [id: number, type: string, modifier?: 'repeated' | 'map']>;

const messages: Readonly<Record<string, { readonly fields: Fields; readonly oneofs?: readonly string[][] }>> =
  {
    Model: {
      fields: {
        specificationVersion: [1, 'int32'],
        description: [2, 'ModelDescription'],
        mlProgram: [502, 'Program'],
      },
    },
    ModelDescription: {
      fields: {
        functions: [20, 'FunctionDescription', 'repeated'],
        defaultFunctionName: [21, 'string'],
        metadata: [100, 'Metadata'],
      },
    },
    Metadata: {
      fields: {
        shortDescription: [1, 'string'],
        author: [3, 'string'],
        userDefined: [100, 'string', 'map'],
      },
    },
    FunctionDescription: {
      fields: {
        name: [1, 'string'],
        input: [2, 'FeatureDescription', 'repeated'],
        output: [3, 'FeatureDescription', 'repeated'],
        state: [6, 'FeatureDescription', 'repeated'],
      },
    },
    FeatureDescription: { fields: { name: [1, 'string'], type: [3, 'FeatureType'] } },
    FeatureType: {
      fields: { multiArrayType: [5, 'ArrayFeatureType'], stateType: [8, 'StateFeatureType'] },
      oneofs: [['multiArrayType', 'stateType']],
    },
    ArrayFeatureType: { fields: { shape: [1, 'int64', 'repeated'], dataType: [2, 'int32'] } },
    StateFeatureType: { fields: { arrayType: [1, 'ArrayFeatureType'] } },
    Program: { fields: { version: [1, 'int64'], functions: [2, 'Function', 'map'] } },
    Function: {
      fields: {
        inputs: [1, 'NamedValueType', 'repeated'],
        opset: [2, 'string'],
        blockSpecializations: [3, 'Block', 'map'],
      },
    },
    Block: { fields: { outputs: [2, 'string', 'repeated'], operations: [3, 'Operation', 'repeated'] } },
    Operation: {
      fields: {
        type: [1, 'string'],
        inputs: [2, 'Argument', 'map'],
        outputs: [3, 'NamedValueType', 'repeated'],
        attributes: [5, 'Value', 'map'],
      },
    },
    Argument: { fields: { arguments: [1, 'Binding', 'repeated'] } },
    Binding: { fields: { name: [1, 'string'], value: [2, 'Value'] }, oneofs: [['name', 'value']] },
    NamedValueType: { fields: { name: [1, 'string'], type: [2, 'ValueType'] } },
    ValueType: {
      fields: { tensorType: [1, 'TensorType'], stateType: [5, 'StateType'] },
      oneofs: [['tensorType', 'stateType']],
    },
    StateType: { fields: { wrappedType: [1, 'ValueType'] } },
    TensorType: {
      fields: { dataType: [1, 'int32'], rank: [2, 'int64'], dimensions: [3, 'Dimension', 'repeated'] },
    },
    Dimension: { fields: { constant: [1, 'ConstantDimension'] } },
    ConstantDimension: { fields: { size: [1, 'uint64'] } },
    Value: {
      fields: {
        type: [2, 'ValueType'],
        immediateValue: [3, 'ImmediateValue'],
        blobFileValue: [5, 'BlobFileValue'],
      },
      oneofs: [['immediateValue', 'blobFileValue']],
    },
    ImmediateValue: { fields: { tensor: [1, 'TensorValue'] } },
    BlobFileValue: { fields: { fileName: [1, 'string'], offset: [2, 'uint64'] } },
    TensorValue: {
      fields: {
        floats: [1, 'RepeatedFloats'],
        ints: [2, 'RepeatedInts'],
        bools: [3, 'RepeatedBools'],
        strings: [4, 'RepeatedStrings'],
        bytes: [7, 'RepeatedBytes'],
      },
      oneofs: [['floats', 'ints', 'bools', 'strings', 'bytes']],
    },
    RepeatedFloats: { fields: { values: [1, 'float', 'repeated'] } },
    RepeatedInts: { fields: { values: [1, 'int32', 'repeated'] } },
    RepeatedBools: { fields: { values: [1, 'bool', 'repeated'] } },
    RepeatedStrings: { fields: { values: [1, 'string', 'repeated'] } },
    RepeatedBytes: { fields: { values: [1, 'bytes'] } },
  };

/** Every message, its fields and their numbers. */
export const coreMlSchema: INamespace = {
  nested: Object.fromEntries(
    Object.entries(messages).map(([name, { fields, oneofs = [] }]) => [
      name,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [id, type, modifier]]) => [
            field,
            modifier === 'map'
              ? { keyType: 'string', type, id }
              : { type, id, ...(modifier ? { rule: modifier } : {}) },
          ]),
        ),
        oneofs: Object.fromEntries(oneofs.map((oneof, i) => [`choice${i}`, { oneof: [...oneof] }])),
      },
    ]),
  ),
};
