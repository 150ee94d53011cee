import type { GgufTensor } from '../gguf/read-gguf.ts';
import type { TensorType } from '../gguf/tensor-types.ts';
import { type Dequantise, dequantiserOf } from '../quantise/dequantise.ts';
import type { Packed } from './packed.ts';
import { repackQ4_K, repackQ6_K } from './repack-k.ts';
import { repackQ4_0, repackQ4_1, repackQ5_0, repackQ8_0 } from './repack-legacy.ts';

export interface Packing {
  readonly bits: 4 | 8;
  /** Weights that share one scale. */
  readonly block: number;
  readonly hasZeroPoints: boolean;
  /** Every quant and scale of the source is kept, so that only arithmetic may round. */
  readonly exact: boolean;
  /** Why it is not exact. */
  readonly note: string | null;
  /** Fills `packed` from whole blocks of ggml's bytes. */
  pack(bytes: Uint8Array, packed: Packed): void;
}

export type RepackableType = 'Q4_0' | 'Q4_1' | 'Q5_0' | 'Q8_0' | 'Q4_K' | 'Q6_K';

const lossless = { exact: true, note: null } as const;

/** ggml types whose blocks `MatMulNBits` can hold as they are. */
export const packings: Record<RepackableType, Packing> = {
  Q4_0: { bits: 4, block: 32, hasZeroPoints: false, ...lossless, pack: repackQ4_0 },
  Q4_1: { bits: 4, block: 32, hasZeroPoints: true, ...lossless, pack: repackQ4_1 },
  Q5_0: { bits: 8, block: 32, hasZeroPoints: false, ...lossless, pack: repackQ5_0 },
  Q8_0: { bits: 8, block: 32, hasZeroPoints: false, ...lossless, pack: repackQ8_0 },
  Q4_K: { bits: 4, block: 32, hasZeroPoints: true, ...lossless, pack: repackQ4_K },
  Q6_K: { bits: 8, block: 16, hasZeroPoints: false, ...lossless, pack: repackQ6_K },
};

const isRepackable = (type: TensorType): type is RepackableType => type in packings;

/** How a tensor is packed: as it is, or requantised. @throws HeatsoakError `TENSOR_TYPE` when its values cannot be read */
export const packingFor = ({ name, type }: GgufTensor): Packing =>
  isRepackable(type) ? packings[type] : requantising(type, dequantiserOf(type, name));

/**
 * Symmetric eight bits a block of 32, for types that have no exact form: onnxruntime's CPU provider takes no float
 * zero points at eight bits.
 */
export function requantise(values: Float32Array, { quants, scales }: Packed): void {
  for (let block = 0, at = 0; at < values.length; block++, at += 32) {
    let most = 0;
    for (let j = at; j < at + 32; j++) {
      const value = values[j] ?? 0;
      if (value > most) most = value;
      else if (-value > most) most = -value;
    }
    const scale = Math.fround(most / 127);
    const inverse = scale === 0 ? 0 : 1 / scale;
    scales[block] = scale;
    // Never negative, so that cutting the fraction off rounds.
    for (let j = at; j < at + 32; j++) quants[j] = ((values[j] ?? 0) * inverse + 128.5) | 0;
  }
}

export const REQUANTISED = { bits: 8, block: 32 } as const;

function requantising(type: TensorType, dequantise: Dequantise): Packing {
  let buffer = new Float32Array(0);
  return {
    ...REQUANTISED,
    hasZeroPoints: false,
    exact: false,
    note: `${type} has no exact form in MatMulNBits: requantised to symmetric 8 bits a block of 32`,
    pack(bytes, packed) {
      if (buffer.length < packed.quants.length) buffer = new Float32Array(packed.quants.length);
      const values = buffer.subarray(0, packed.quants.length);
      dequantise(bytes, values);
      requantise(values, packed);
    },
  };
}
