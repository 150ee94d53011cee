import { HeatsoakError } from '../../../protocol/error.ts';
import { countOf, numberOf, textOf } from '../../gguf/metadata.ts';
import type { OpenGguf } from '../../gguf/open-gguf.ts';
import { visibleText } from '../../visible-text.ts';
import type { Architecture } from './decoder-shape.ts';

/** Which tensor of the file divides the frequencies: llama 3's, or one of Phi-3 128k's pair by the context's length. */
export type FactorTensor = 'rope_freqs.weight' | 'rope_factors_long.weight' | 'rope_factors_short.weight';

/** Rotary positions of a model at one context length. */
export interface Rope {
  readonly base: number;
  /** Numbers of each head that are rotated; the rest passes through. */
  readonly dimensions: number;
  /** Neighbours are rotated together in the file's rows (llama), or numbers half the dimensions apart (phi3). */
  readonly layout: 'neighbours' | 'halves';
  /** Positions are multiplied by it (linear scaling). */
  readonly positionScale: number;
  readonly factors: FactorTensor | null;
  /** Sines and cosines are multiplied by it (long rope). */
  readonly magnitude: number;
}

/** As llama.cpp's graphs for these architectures choose it (`llama-model.cpp`, `get_rope_factors`). */
export function ropeOf(
  gguf: OpenGguf,
  architecture: Architecture,
  headSize: number,
  contextTokens: number,
): Rope {
  const { metadata } = gguf;
  const number = (name: string): number | null => numberOf(metadata, `${architecture}.rope.${name}`);
  const dimensions = countOf(metadata, `${architecture}.rope.dimension_count`) ?? headSize;
  if (dimensions < 2 || dimensions > headSize || dimensions % 2 !== 0)
    throw unsupported(`${dimensions} rotated numbers of heads of ${headSize}`);
  const original = countOf(metadata, `${architecture}.rope.scaling.original_context_length`);
  const type = textOf(metadata, `${architecture}.rope.scaling.type`);
  return {
    base: number('freq_base') ?? 10_000,
    dimensions,
    layout: architecture === 'llama' ? 'neighbours' : 'halves',
    positionScale: positionScale(type, number('scaling.factor') ?? number('scale_linear')),
    factors: factorTensor(gguf, original !== null && contextTokens > original),
    magnitude: number('scaling.attn_factor') ?? 1,
  };
}

/** llama.cpp divides positions by a factor whatever the scaling's type, but for none; yarn bends them, and is not done. */
function positionScale(type: string | null, factor: number | null): number {
  if (type === 'yarn') throw unsupported('rope scaling of type yarn');
  if (type === 'none' || factor === null || factor === 0) return 1;
  if (type === null || type === 'linear' || type === 'longrope') return 1 / factor;
  throw unsupported(`rope scaling of type ${visibleText(type)}`);
}

/** Llama 3's factors hold at any length; of the long and the short ones the context decides. */
function factorTensor(gguf: OpenGguf, isLong: boolean): FactorTensor | null {
  const phi = isLong ? 'rope_factors_long.weight' : 'rope_factors_short.weight';
  return (['rope_freqs.weight', phi] as const).find((name) => gguf.findTensor(name) !== null) ?? null;
}

const unsupported = (what: string): HeatsoakError =>
  new HeatsoakError('MODEL_ROPE', `the model cannot be converted: ${what} is not known here`, {
    hint: 'none, linear, longrope and frequency factors are',
  });

/**
 * Cosines and sines as `[contextTokens, dimensions]`, the angles of the first half repeated in the second.
 * `factors` divides the frequencies, one a pair, or is null.
 */
export function ropeTables(
  rope: Rope,
  contextTokens: number,
  factors: Float32Array | null,
): { cosines: Float32Array; sines: Float32Array } {
  const { dimensions } = rope;
  const half = dimensions / 2;
  const cosines = new Float32Array(contextTokens * dimensions);
  const sines = new Float32Array(cosines.length);
  const frequencies = Array.from(
    { length: half },
    (_, pair) => rope.base ** (-(2 * pair) / dimensions) / (factors?.[pair] ?? 1),
  );
  for (let position = 0; position < contextTokens; position++) {
    for (let pair = 0; pair < half; pair++) {
      const angle = position * rope.positionScale * (frequencies[pair] ?? 0);
      const at = position * dimensions + pair;
      cosines[at] = cosines[at + half] = Math.cos(angle) * rope.magnitude;
      sines[at] = sines[at + half] = Math.sin(angle) * rope.magnitude;
    }
  }
  return { cosines, sines };
}
