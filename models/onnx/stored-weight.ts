import type { Region } from './external-data.ts';
import type { ElementType } from './onnx-messages.ts';

interface Fate {
  /** Every number of the source is there bit for bit. */
  readonly exact: boolean;
  readonly note: string | null;
}

/** A tensor of plain numbers, laid out as in the source: one row an output. */
export interface Dense extends Fate {
  readonly kind: 'dense';
  readonly region: Region;
  readonly type: Extract<ElementType, 'FLOAT' | 'FLOAT16' | 'BFLOAT16'>;
}

/** A matrix as `MatMulNBits` reads it: quants [rows, blocks, bytes], scales and zero points [rows, blocks]. */
export interface Quantised extends Fate {
  readonly kind: 'quantised';
  readonly bits: 4 | 8;
  readonly block: number;
  readonly quants: Region;
  readonly scales: Region;
  readonly zeroPoints: Region | null;
}

export type StoredWeight = Dense | Quantised;

/** ONNX's names of ggml's plain types. */
export const denseElements = { F32: 'FLOAT', F16: 'FLOAT16', BF16: 'BFLOAT16' } as const;
