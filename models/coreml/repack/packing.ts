import type { TensorType as GgufType } from '../../gguf/tensor-types.ts';
import type { DataType } from '../mil/data-type.ts';
import { packQ4_K, packQ5_K, packQ6_K } from './pack-k.ts';
import { packQ4_0, packQ4_1, packQ5_0, packQ8_0 } from './pack-legacy.ts';
import type { Packed } from './packed.ts';
import { requantise } from './requantise.ts';

/** How a GGUF type stands in a package: `weight = scale · (data − offset)`, a scale and an offset for each block. */
export interface Packing {
  readonly dataType: Extract<DataType, 'int4' | 'uint4' | 'int8' | 'uint8'>;
  /** Weights that share a scale. */
  readonly block: number;
  readonly hasOffset: boolean;
  /** Quants and scales are the source's own, bit for bit. */
  readonly exact: boolean;
  readonly note: string | null;
  /** Packs whole rows of the source's bytes. */
  readonly pack: (source: Uint8Array, packed: Packed) => void;
}

/** How K-quants that carry a minimum are kept: with Core ML's offset as a half-precision number, or requantised. */
export type OffsetChoice = 'float' | 'none';

const FLOAT_OFFSET =
  "the quants are the source's; scale and minimum of a block are rounded to half precision";

const exactTypes: Partial<Record<GgufType, Packing>> = {
  Q4_0: { dataType: 'int4', block: 32, hasOffset: false, exact: true, note: null, pack: packQ4_0 },
  Q5_0: { dataType: 'int8', block: 32, hasOffset: false, exact: true, note: null, pack: packQ5_0 },
  Q8_0: { dataType: 'int8', block: 32, hasOffset: false, exact: true, note: null, pack: packQ8_0 },
};

const nearTypes: Partial<Record<GgufType, Packing>> = {
  Q4_1: near('uint4', 32, true, FLOAT_OFFSET, packQ4_1),
  Q4_K: near('uint4', 32, true, FLOAT_OFFSET, packQ4_K),
  Q5_K: near('uint8', 32, true, FLOAT_OFFSET, packQ5_K),
  Q6_K: near(
    'int8',
    16,
    false,
    "the quants are the source's; the scale of a block is rounded to half precision",
    packQ6_K,
  ),
};

function near(
  dataType: Packing['dataType'],
  block: number,
  hasOffset: boolean,
  note: string,
  pack: Packing['pack'],
): Packing {
  return { dataType, block, hasOffset, exact: false, note, pack };
}

/** How a tensor of that type is packed, or null for one of plain numbers, which stays plain. */
export function packingOf(type: GgufType, offsets: OffsetChoice): Packing | null {
  if (type === 'F32' || type === 'F16' || type === 'BF16') return null;
  const own = exactTypes[type] ?? nearTypes[type];
  if (own && !(own.hasOffset && offsets === 'none')) return own;
  return near('int8', 32, false, `requantised from ${type} to 8 bits in blocks of 32`, requantise(type));
}

/** `int4 per 32, scale fp16`, for reports. */
export function packingText({ dataType, block, hasOffset }: Packing): string {
  return `${dataType} per ${block}, scale fp16${hasOffset ? ', offset fp16' : ''}`;
}
