import type { TensorType as GgufType } from '../../gguf/tensor-types.ts';
import { dequantiserOf } from '../../quantise/dequantise.ts';
import { fromHalf, toHalf } from '../../quantise/half.ts';
import type { Packed } from './packed.ts';

const BLOCK = 32;
const LARGEST = 127;

/** Packs any type that can be dequantised as signed bytes, a scale for each block of 32. */
export function requantise(type: GgufType): (source: Uint8Array, packed: Packed) => void {
  return (source, { data, scales }) => {
    const values = new Float32Array(data.length);
    dequantiserOf(type, type)(source, values);
    for (let block = 0; block < scales.length; block++) {
      const from = BLOCK * block;
      let largest = 0;
      for (let i = 0; i < BLOCK; i++) largest = Math.max(largest, Math.abs(values[from + i] ?? 0));
      const half = toHalf(largest / LARGEST);
      const scale = fromHalf(half);
      scales[block] = half;
      for (let i = 0; i < BLOCK; i++) {
        const quant = scale === 0 ? 0 : Math.round((values[from + i] ?? 0) / scale);
        // The scale was rounded, maybe down, so the largest value may be a little beyond the range.
        data[from + i] = Math.max(-LARGEST, Math.min(LARGEST, quant));
      }
    }
  };
}
