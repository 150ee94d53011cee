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

/** Tensor types we can write: elements and bytes of a block, and the id in a file. */
export const tensorTypes = {
  F32: { id: 0, elements: 1, bytes: 4 },
  F16: { id: 1, elements: 1, bytes: 2 },
  Q4_0: { id: 2, elements: 32, bytes: 18 },
  Q8_0: { id: 8, elements: 32, bytes: 34 },
  Q4_K: { id: 12, elements: 256, bytes: 144 },
  Q5_K: { id: 13, elements: 256, bytes: 176 },
  Q6_K: { id: 14, elements: 256, bytes: 210 },
} as const;

export type TensorType = keyof typeof tensorTypes;

/** Bytes of a tensor, or null when its row does not divide into blocks. */
export function tensorBytes(type: TensorType, dims: readonly number[]): number | null {
  const { elements, bytes } = tensorTypes[type];
  const count = dims.reduce((product, dim) => product * dim, 1);
  return (dims[0] ?? 1) % elements === 0 ? (count / elements) * bytes : null;
}

export const GGUF_MAGIC = 'GGUF';
export const GGUF_VERSION = 3;
export const DEFAULT_ALIGNMENT = 32;

export const paddingTo = (alignment: number, offset: number): number =>
  (alignment - (offset % alignment)) % alignment;
