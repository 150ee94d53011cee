import protobuf from 'protobufjs/light.js';

/**
 * The part of ONNX's protobuf that a decoder's graph needs, by field number (onnx.proto, IR version 8). Unknown fields
 * of other people's files are skipped by the decoder.
 */
const descriptor = {
  nested: {
    ModelProto: message({
      irVersion: ['int64', 1],
      opsetImport: ['OperatorSetIdProto', 8, 'repeated'],
      producerName: ['string', 2],
      producerVersion: ['string', 3],
      docString: ['string', 6],
      graph: ['GraphProto', 7],
      metadataProps: ['StringStringEntryProto', 14, 'repeated'],
    }),
    OperatorSetIdProto: message({ domain: ['string', 1], version: ['int64', 2] }),
    StringStringEntryProto: message({ key: ['string', 1], value: ['string', 2] }),
    GraphProto: message({
      node: ['NodeProto', 1, 'repeated'],
      name: ['string', 2],
      initializer: ['TensorProto', 5, 'repeated'],
      input: ['ValueInfoProto', 11, 'repeated'],
      output: ['ValueInfoProto', 12, 'repeated'],
    }),
    NodeProto: message({
      input: ['string', 1, 'repeated'],
      output: ['string', 2, 'repeated'],
      name: ['string', 3],
      opType: ['string', 4],
      attribute: ['AttributeProto', 5, 'repeated'],
      domain: ['string', 7],
    }),
    AttributeProto: message({
      name: ['string', 1],
      f: ['float', 2],
      i: ['int64', 3],
      s: ['bytes', 4],
      floats: ['float', 7, 'repeated'],
      ints: ['int64', 8, 'repeated'],
      type: ['int32', 20],
    }),
    TensorProto: message({
      dims: ['int64', 1, 'repeated'],
      dataType: ['int32', 2],
      // Packed lists of numbers, left as the bytes they are: nobody reads them here.
      floatData: ['bytes', 4],
      int32Data: ['bytes', 5],
      stringData: ['bytes', 6, 'repeated'],
      int64Data: ['bytes', 7],
      name: ['string', 8],
      rawData: ['bytes', 9],
      doubleData: ['bytes', 10],
      uint64Data: ['bytes', 11],
      externalData: ['StringStringEntryProto', 13, 'repeated'],
      dataLocation: ['int32', 14],
    }),
    ValueInfoProto: message({ name: ['string', 1], type: ['TypeProto', 2] }),
    TypeProto: message({ tensorType: ['TensorTypeProto', 1] }),
    TensorTypeProto: message({ elemType: ['int32', 1], shape: ['TensorShapeProto', 2] }),
    TensorShapeProto: message({ dim: ['Dimension', 1, 'repeated'] }),
    Dimension: message({ dimValue: ['int64', 1], dimParam: ['string', 2] }),
  },
};

type Field = readonly [type: string, id: number, rule?: 'repeated'];

function message(fields: Record<string, Field>): protobuf.IType {
  return {
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, [type, id, rule]]) => [
        name,
        rule ? { type, id, rule } : { type, id },
      ]),
    ),
  };
}

/** ONNX's element types, by their ids in `TensorProto.DataType`, with bytes an element where we write or size them. */
export const elementTypes = {
  FLOAT: { id: 1, bytes: 4 },
  UINT8: { id: 2, bytes: 1 },
  INT8: { id: 3, bytes: 1 },
  UINT16: { id: 4, bytes: 2 },
  INT16: { id: 5, bytes: 2 },
  INT32: { id: 6, bytes: 4 },
  INT64: { id: 7, bytes: 8 },
  BOOL: { id: 9, bytes: 1 },
  FLOAT16: { id: 10, bytes: 2 },
  DOUBLE: { id: 11, bytes: 8 },
  UINT32: { id: 12, bytes: 4 },
  UINT64: { id: 13, bytes: 8 },
  BFLOAT16: { id: 16, bytes: 2 },
  UINT4: { id: 21, bytes: 0.5 },
  INT4: { id: 22, bytes: 0.5 },
} as const;

export type ElementType = keyof typeof elementTypes;

/** Types of an attribute's value (`AttributeProto.AttributeType`). */
export const attributeTypes = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;

/** `TensorProto.DataLocation`: in the message, or in a file beside it. */
export const EXTERNAL = 1;

export interface Entry {
  readonly key: string;
  readonly value: string;
}

export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly i?: number;
  readonly f?: number;
  readonly ints?: readonly number[];
}

export interface GraphNode {
  readonly opType: string;
  readonly domain?: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly Attribute[];
}

export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  /** Other programs' other ways to hold a tensor in the message. */
  readonly floatData?: Uint8Array;
  readonly int32Data?: Uint8Array;
  readonly stringData?: readonly Uint8Array[];
  readonly int64Data?: Uint8Array;
  readonly doubleData?: Uint8Array;
  readonly uint64Data?: Uint8Array;
  readonly externalData?: readonly Entry[];
  readonly dataLocation?: number;
}

export interface Dimension {
  readonly dimValue?: number;
  readonly dimParam?: string;
}

export interface ValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly Dimension[] };
    };
  };
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly metadataProps: readonly Entry[];
  readonly graph: {
    readonly name: string;
    readonly node: readonly GraphNode[];
    readonly initializer: readonly Initializer[];
    readonly input: readonly ValueInfo[];
    readonly output: readonly ValueInfo[];
  };
}

const modelType = protobuf.Root.fromJSON(descriptor).lookupType('ModelProto');

/** The model as protobuf. @throws Error when it breaks the message's own types */
export function encodeModel(model: OnnxModel): Uint8Array {
  const problem = modelType.verify(model);
  if (problem) throw new Error(`ONNX message: ${problem}`);
  return modelType.encode(modelType.create(model)).finish();
}

/** A stranger's protobuf with every list there, and whole numbers as numbers. @throws Error when it does not decode */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const message = modelType.decode(bytes);
  return modelType.toObject(message, { longs: Number, arrays: true }) as OnnxModel;
}

/** Wire type of what has a length before it. */
const DELIMITED = 2;
const GRAPH = 7;
const NODE = 1;
const INITIALIZER = 5;

/** Nodes and tensors of a stranger's graph, counted without making anything of them. @throws Error when it does not decode */
export function countGraph(bytes: Uint8Array): { nodes: number; tensors: number } {
  const counts = { nodes: 0, tensors: 0 };
  const reader = protobuf.Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag !== ((GRAPH << 3) | DELIMITED)) {
      reader.skipType(tag & 7);
      continue;
    }
    const length = reader.uint32();
    for (const end = reader.pos + length; reader.pos < end; ) {
      const field = reader.uint32();
      if (field >>> 3 === NODE) counts.nodes++;
      if (field >>> 3 === INITIALIZER) counts.tensors++;
      reader.skipType(field & 7);
    }
  }
  return counts;
}
