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

export type Scalar = number | bigint | boolean | string;

/** One metadata entry; arrays name their element type. */
export interface MetadataValue {
  readonly type: number;
  readonly elementType: number | null;
  readonly value: Scalar | readonly Scalar[];
}

export type Metadata = ReadonlyMap<string, MetadataValue>;

export const GGUF_MAGIC = 'GGUF';
export const GGUF_VERSION = 3;
export const DEFAULT_ALIGNMENT = 32;

export const paddingTo = (alignment: number, offset: number): number =>
  (alignment - (offset % alignment)) % alignment;
