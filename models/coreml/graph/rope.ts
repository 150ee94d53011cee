import type { DecoderShape } from '../../decoder-shape.ts';
import { ropeFactors } from '../../decoder-tensors.ts';
import type { OpenGguf } from '../../gguf/open-gguf.ts';
import type { Rotation } from '../../rotation.ts';

/** Which tensor of the file divides the frequencies: llama 3's, or one of Phi-3 128k's pair by the context's length. */
type FactorTensor = (typeof ropeFactors)[keyof typeof ropeFactors];

/** Constants of a rotation's tables. */
export interface RopeNames {
  readonly cosines: string;
  readonly sines: string;
}

export const ropeNames = {
  global: { cosines: 'rope_cosines', sines: 'rope_sines' },
  local: { cosines: 'rope_cosines_local', sines: 'rope_sines_local' },
} as const satisfies Record<string, RopeNames>;

/** A decoder's shape at the length of its cache, by which its frequencies' factors go. */
export interface CachedShape extends DecoderShape {
  readonly factors: FactorTensor | null;
}

/** The shape for a cache of `contextTokens`, its factors as llama.cpp chooses them (`llama-model.cpp`, `get_rope_factors`). */
export function cachedShape(gguf: OpenGguf, shape: DecoderShape, contextTokens: number): CachedShape {
  const { originalTokens } = shape.rotation;
  return { ...shape, factors: factorTensor(gguf, originalTokens !== null && contextTokens > originalTokens) };
}

/** Llama 3's factors hold at any length; of the long and the short ones the context decides. */
function factorTensor(gguf: OpenGguf, isLong: boolean): FactorTensor | null {
  const phi = isLong ? ropeFactors.long : ropeFactors.short;
  return [ropeFactors.always, phi].find((name) => gguf.findTensor(name) !== null) ?? null;
}

/**
 * Cosines and sines as `[contextTokens, dimensions]`, the angles of the first half repeated in the second.
 * `factors` divides the frequencies, one a pair, or is null.
 */
export function ropeTables(
  rotation: Rotation,
  contextTokens: number,
  factors: Float32Array | null,
): { cosines: Float32Array; sines: Float32Array } {
  const { base, dimensions, positionScale, unscaledShares, magnitude } = rotation;
  const half = dimensions / 2;
  const cosines = new Float32Array(contextTokens * dimensions);
  const sines = new Float32Array(cosines.length);
  const frequencies = Array.from(
    { length: half },
    (_, pair) => base ** (-(2 * pair) / dimensions) / (factors?.[pair] ?? 1),
  );
  for (let position = 0; position < contextTokens; position++) {
    for (let pair = 0; pair < half; pair++) {
      const share = unscaledShares[pair] ?? 0;
      const angle = position * (positionScale * (1 - share) + share) * (frequencies[pair] ?? 0);
      const at = position * dimensions + pair;
      cosines[at] = cosines[at + half] = Math.cos(angle) * magnitude;
      sines[at] = sines[at + half] = Math.sin(angle) * magnitude;
    }
  }
  return { cosines, sines };
}
