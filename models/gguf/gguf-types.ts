/** Value types of GGUF metadata, by their ids. */
export const ValueType = {
  U8: 0,
  I8: 1,
  U16: 2,
  I16: 3,
  U32: 4,
  I32: 5,
  F32: 6,
  BOOL: 7,
  STRING: 8,
  ARRAY: 9,
  U64: 10,
  I64: 11,
  F64: 12,
} as const;

/** Bytes of a value of each type but strings and arrays. */
export const fixedSizes: Readonly<Record<number, number>> = {
  [ValueType.U8]: 1,
  [ValueType.I8]: 1,
  [ValueType.U16]: 2,
  [ValueType.I16]: 2,
  [ValueType.U32]: 4,
  [ValueType.I32]: 4,
  [ValueType.F32]: 4,
  [ValueType.BOOL]: 1,
  [ValueType.U64]: 8,
  [ValueType.I64]: 8,
  [ValueType.F64]: 8,
};

export type Scalar = number | bigint | boolean | string;

/** One metadata entry; arrays name their element type. */
export interface MetadataValue {
  readonly type: number;
  readonly elementType: number | null;
  readonly value: Scalar | readonly Scalar[];
  /** Of an array that was read from a file: what `value` is made of. */
  readonly packed?: PackedArray;
}

/** An array's elements as they lie in a file, texts with their lengths before them. */
export interface PackedArray {
  readonly count: number;
  readonly bytes: Buffer;
}

export type Metadata = ReadonlyMap<string, MetadataValue>;

export const GGUF_MAGIC = 'GGUF';
export const GGUF_VERSION = 3;
export const DEFAULT_ALIGNMENT = 32;

export const paddingTo = (alignment: number, offset: number): number =>
  (alignment - (offset % alignment)) % alignment;
