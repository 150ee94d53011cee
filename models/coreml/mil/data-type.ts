/** The number types of MIL that we write: their ids in `MIL.proto`'s DataType, and how many bits an element takes. */
export const dataTypes = {
  bool: { id: 1, bits: 8 },
  string: { id: 2, bits: 0 },
  fp16: { id: 10, bits: 16 },
  fp32: { id: 11, bits: 32 },
  int8: { id: 21, bits: 8 },
  int32: { id: 23, bits: 32 },
  int4: { id: 25, bits: 4 },
  uint8: { id: 31, bits: 8 },
  uint4: { id: 35, bits: 4 },
} as const;

export type DataType = keyof typeof dataTypes;

const byId = new Map<number, DataType>(
  (Object.keys(dataTypes) as DataType[]).map((name) => [dataTypes[name].id, name]),
);

export const dataTypeById = (id: number): DataType | null => byId.get(id) ?? null;

export const isFloat = (type: DataType): boolean => type === 'fp16' || type === 'fp32';

/** Shapes are outermost dimension first, as MIL writes them; a scalar's is empty. */
export interface TensorType {
  readonly dataType: DataType;
  readonly shape: readonly number[];
}

export const elementsOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** Bytes of a tensor with its elements packed; four-bit ones two to a byte. */
export const bytesOf = ({ dataType, shape }: TensorType): number =>
  Math.ceil((elementsOf(shape) * dataTypes[dataType].bits) / 8);

export const sameType = (a: TensorType, b: TensorType): boolean =>
  a.dataType === b.dataType &&
  a.shape.length === b.shape.length &&
  a.shape.every((size, i) => size === b.shape[i]);

/** `fp16[1, 8, 32]`, for messages. */
export const typeText = ({ dataType, shape }: TensorType): string => `${dataType}[${shape.join(', ')}]`;
