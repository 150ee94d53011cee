import type { TensorType } from './data-type.ts';

/** Where a value stands in the package's weight file: the offset of its metadata, not of its data. */
export interface BlobReference {
  readonly file: string;
  readonly offset: number;
}

/** A constant: small ones inside the program, large ones in the weight file. */
export interface Value {
  readonly type: TensorType;
  readonly content:
    | { readonly values: readonly number[] | readonly boolean[] | readonly string[] }
    | { readonly blob: BlobReference };
}

/** What a parameter is bound to: an earlier result by its name, or a constant of its own. */
export type Binding = { readonly name: string } | { readonly value: Value };

export interface Result {
  readonly name: string;
  readonly type: TensorType;
}

/** One operation of a Core ML program in static single assignment. */
export interface Operation {
  readonly kind: string;
  readonly name: string;
  /** `const` has none; a parameter may take several bindings (`concat`). */
  readonly inputs: Readonly<Record<string, readonly Binding[]>>;
  readonly outputs: readonly Result[];
  /** Only of a `const`. */
  readonly value: Value | null;
}

export interface FunctionInput extends Result {
  /** Kept from call to call by the caller's `MLState`. */
  readonly isState: boolean;
}

export interface MilFunction {
  readonly name: string;
  readonly opset: string;
  readonly inputs: readonly FunctionInput[];
  readonly outputs: readonly string[];
  readonly operations: readonly Operation[];
}

/** A feature as the model's description promises it to the app. */
export interface Feature extends Result {}

export interface FunctionDescription {
  readonly name: string;
  readonly inputs: readonly Feature[];
  readonly outputs: readonly Feature[];
  readonly states: readonly Feature[];
}

/** A whole `model.mlmodel`: what the app is promised, and the program that keeps it. */
export interface CoreMlModel {
  readonly specificationVersion: number;
  readonly defaultFunction: string;
  readonly descriptions: readonly FunctionDescription[];
  readonly functions: readonly MilFunction[];
  readonly author: string;
  readonly summary: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** Nine is iOS 18 and macOS 15: states, several functions, and weights quantised in blocks. */
export const SPECIFICATION_VERSION = 9;
export const OPSET = 'CoreML8';
