import { HeatsoakError } from '../harness/errors/heatsoak-error.ts';
import type { Architecture } from './architectures/architecture.ts';
import type { Metadata } from './gguf/gguf-types.ts';
import { countOf, numberOf, textOf } from './gguf/metadata.ts';
import { visibleText } from './visible-text.ts';

/** Rotary positions of a model, but for the factors that a tensor of the file may divide the frequencies by. */
export interface Rotation {
  readonly base: number;
  /** Numbers of each head that are rotated; the rest passes through. */
  readonly dimensions: number;
  readonly layout: Architecture['layout'];
  /** Positions are multiplied by it (linear scaling). */
  readonly positionScale: number;
  /** Sines and cosines are multiplied by it (long rope). */
  readonly magnitude: number;
  /**
   * Tokens trained on before long rope stretched the rotation: above it its long factors hold. Null where the file does not
   * say.
   */
  readonly originalTokens: number | null;
}

/** The rotation by the metadata's words, as llama.cpp understands them. @throws HeatsoakError `MODEL_ROPE`, `GGUF_METADATA` */
export function rotationOf(metadata: Metadata, { name, layout }: Architecture, headSize: number): Rotation {
  const key = (entry: string): string => `${name}.rope.${entry}`;
  const number = (entry: string): number | null => numberOf(metadata, key(entry));
  const dimensions = countOf(metadata, key('dimension_count')) ?? headSize;
  if (dimensions < 2 || dimensions > headSize || dimensions % 2 !== 0)
    throw unsupported(`${dimensions} rotated numbers of heads of ${headSize}`);
  const type = textOf(metadata, key('scaling.type'));
  return {
    base: number('freq_base') ?? 10_000,
    dimensions,
    layout,
    positionScale: positionScale(type, number('scaling.factor') ?? number('scale_linear')),
    magnitude: number('scaling.attn_factor') ?? 1,
    originalTokens: countOf(metadata, key('scaling.original_context_length')),
  };
}

/** The rotation of layers with a window, whose positions are never stretched: its base is the file's own, or llama.cpp's. */
export const localRotationOf = (metadata: Metadata, architecture: Architecture, all: Rotation): Rotation => ({
  ...all,
  base: numberOf(metadata, `${architecture.name}.rope.freq_base_swa`) ?? 10_000,
  positionScale: 1,
});

/** llama.cpp divides positions by a factor whatever the scaling's type, but for none; yarn bends them, and is not done. */
function positionScale(type: string | null, factor: number | null): number {
  if (type === 'yarn') throw unsupported('rope scaling of type yarn');
  if (type === 'none' || factor === null || factor === 0) return 1;
  if (type === null || type === 'linear' || type === 'longrope') return 1 / factor;
  throw unsupported(`rope scaling of type ${visibleText(type)}`);
}

const unsupported = (what: string): HeatsoakError =>
  new HeatsoakError('MODEL_ROPE', `the model cannot be converted: ${what} is not known here`, {
    hint: 'none, linear, longrope and frequency factors are',
  });
