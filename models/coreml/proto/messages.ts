import protobuf from 'protobufjs/light.js';
import { coreMlSchema } from './schema.ts';

/** The messages of `schema.ts` as protobufjs hands them over: every field may be absent. */
export interface ModelMessage {
  specificationVersion?: number;
  description?: {
    functions?: FunctionDescriptionMessage[];
    defaultFunctionName?: string;
    metadata?: { shortDescription?: string; author?: string; userDefined?: Record<string, string> };
  };
  mlProgram?: { version?: number; functions?: Record<string, FunctionMessage> };
}

export interface FunctionDescriptionMessage {
  name?: string;
  input?: FeatureMessage[];
  output?: FeatureMessage[];
  state?: FeatureMessage[];
}

export interface FeatureMessage {
  name?: string;
  type?: { multiArrayType?: ArrayMessage; stateType?: { arrayType?: ArrayMessage } };
}

export interface ArrayMessage {
  shape?: number[];
  dataType?: number;
}

export interface FunctionMessage {
  inputs?: NamedTypeMessage[];
  opset?: string;
  blockSpecializations?: Record<string, { outputs?: string[]; operations?: OperationMessage[] }>;
}

export interface OperationMessage {
  type?: string;
  inputs?: Record<string, { arguments?: { name?: string; value?: ValueMessage }[] }>;
  outputs?: NamedTypeMessage[];
  attributes?: Record<string, ValueMessage>;
}

export interface NamedTypeMessage {
  name?: string;
  type?: TypeMessage;
}

export interface TypeMessage {
  tensorType?: { dataType?: number; rank?: number; dimensions?: { constant?: { size?: number } }[] };
  stateType?: { wrappedType?: TypeMessage };
}

export interface ValueMessage {
  type?: TypeMessage;
  immediateValue?: { tensor?: TensorValueMessage };
  blobFileValue?: { fileName?: string; offset?: number };
}

export interface TensorValueMessage {
  floats?: { values?: number[] };
  ints?: { values?: number[] };
  bools?: { values?: boolean[] };
  strings?: { values?: string[] };
  bytes?: { values?: Uint8Array };
}

const modelType = protobuf.Root.fromJSON(coreMlSchema).lookupType('Model');

/** Bytes of a `model.mlmodel`. @throws Error when a field has the wrong JavaScript type, which would be our own fault */
export function modelBytes(message: ModelMessage): Uint8Array {
  const fault = modelType.verify(message);
  if (fault) throw new Error(`model message: ${fault}`);
  return modelType.encode(modelType.fromObject(message)).finish();
}

/**
 * A `model.mlmodel` as messages, 64-bit numbers as numbers, and how many of its bytes belong to fields that
 * `schema.ts` does not know.
 * @throws Error when the bytes are not protobuf
 */
export function modelMessage(bytes: Uint8Array): { message: ModelMessage; unknownBytes: number } {
  const decoded = modelType.decode(bytes);
  // Unknown fields are skipped when reading, so a shorter copy means that something was not understood.
  const unknownBytes = bytes.length - modelType.encode(decoded).finish().length;
  return { message: modelType.toObject(decoded, { longs: Number }), unknownBytes };
}
