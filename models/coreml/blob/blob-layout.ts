import type { DataType } from '../mil/data-type.ts';

/**
 * `weight.bin`, Apple's MIL blob storage version 2 (`MILBlob/Blob/StorageFormat.hpp` of coremltools): a header, then
 * for each blob 64 bytes that describe it and its data, every part on a multiple of 64.
 */
export const STORAGE_VERSION = 2;
export const ALIGNMENT = 64;
export const HEADER_BYTES = 64;
export const METADATA_BYTES = 64;
export const SENTINEL = 0xdeadbeef;

/** `BlobDataType`, for the types that weights have here. */
export const blobTypes: Readonly<Partial<Record<DataType, number>>> = {
  fp16: 1,
  fp32: 2,
  uint8: 3,
  int8: 4,
  int4: 8,
  uint4: 11,
};

export const aligned = (offset: number): number => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/** What a program calls the weight file; Core ML resolves it inside the package. */
export const WEIGHT_FILE = '@model_path/weights/weight.bin';
