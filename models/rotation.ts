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
  /** Of each pair's angle so much is that of the position as it is, the rest that of the scaled one; zeros but for YaRN. */
  readonly unscaledShares: readonly number[];
  /** Sines and cosines are multiplied by it (long rope, YaRN). */
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
  const base = positiveNumber(key('freq_base'), number('freq_base') ?? 10_000);
  const scale = positionScale(type, number('scaling.factor') ?? number('scale_linear'));
  const originalTokens = countOf(metadata, key('scaling.original_context_length'));
  const trainedTokens = originalTokens ?? countOf(metadata, `${name}.context_length`) ?? 0;
  const isYarn = type === 'yarn';
  return {
    base,
    dimensions,
    layout,
    positionScale: scale,
    unscaledShares: isYarn
      ? yarnShares(dimensions, base, trainedTokens)
      : new Array<number>(dimensions / 2).fill(0),
    magnitude: attentionFactor(metadata, name) * (isYarn ? yarnMagnitude(scale) : 1),
    originalTokens,
  };
}

/**
 * The rotation of layers with a window, whose positions are never stretched: its base is the file's own, or llama.cpp's.
 * @throws HeatsoakError `MODEL_ROPE`, `GGUF_METADATA`
 */
export function localRotationOf(metadata: Metadata, { name }: Architecture, all: Rotation): Rotation {
  const key = `${name}.rope.freq_base_swa`;
  return {
    ...all,
    base: positiveNumber(key, numberOf(metadata, key) ?? 10_000),
    positionScale: 1,
    magnitude: attentionFactor(metadata, name),
  };
}

function attentionFactor(metadata: Metadata, name: string): number {
  const key = `${name}.rope.scaling.attn_factor`;
  return positiveNumber(key, numberOf(metadata, key) ?? 1);
}

/** What angles are made of: from any other number come tables of NaN, or ones in which all positions are the same. */
function positiveNumber(key: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new HeatsoakError('MODEL_ROPE', `the model cannot be converted: ${visibleText(key)} is ${value}`, {
    hint: 'it must be a finite number above zero: fetch the model again, or convert it again',
  });
}

/** Others make llama.cpp abort (`LLAMA_ROPE_SCALING_TYPES`). */
const SCALINGS: readonly (string | null)[] = [null, 'none', 'linear', 'longrope', 'yarn'];

/** llama.cpp divides positions by a factor whatever the scaling's type, but for none. */
function positionScale(type: string | null, factor: number | null): number {
  if (!SCALINGS.includes(type)) throw unsupported(`rope scaling of type ${visibleText(type ?? '')}`);
  // llama.cpp reads a factor of zero as none.
  if (type === 'none' || factor === null || factor === 0) return 1;
  return 1 / positiveNumber('rope.scaling.factor', factor);
}

/** Turns within the tokens trained on: a pair with more of the first is not stretched, one with fewer of the second wholly (`yarn_beta_fast`, `_slow`). */
const [MANY_TURNS, FEW_TURNS] = [32, 1];

/** As `ggml_rope_yarn_corr_dims` and `rope_yarn_ramp` have it. */
function yarnShares(dimensions: number, base: number, trainedTokens: number): number[] {
  const dimensionOf = (turns: number): number =>
    (dimensions * Math.log(trainedTokens / (2 * Math.PI * turns))) / (2 * Math.log(base));
  const first = Math.max(0, Math.floor(dimensionOf(MANY_TURNS)));
  const last = Math.min(dimensions - 1, Math.ceil(dimensionOf(FEW_TURNS)));
  return Array.from({ length: dimensions / 2 }, (_, pair) => {
    const along = (pair - first) / Math.max(0.001, last - first);
    return Math.fround(1 - Math.min(1, Math.max(0, along)));
  });
}

/** Attention is to stay as sharp over a longer text: `get_mscale` of llama.cpp, once its own part is cancelled. */
const yarnMagnitude = (scale: number): number => Math.max(1, 1 - 0.1 * Math.log(scale));

const unsupported = (what: string): HeatsoakError =>
  new HeatsoakError('MODEL_ROPE', `the model cannot be converted: ${what} is not known here`, {
    hint: 'none, linear, longrope, yarn and frequency factors are; the GGUF file itself runs in llama.cpp',
  });
