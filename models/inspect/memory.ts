import type { ModelShape, SizedShape } from './shape.ts';

/** Bytes a value of the key-value cache takes, by type (blocks of 32 with a half-precision scale). */
export const keyValueTypes = { f16: 2, q8_0: 34 / 32, q4_0: 18 / 32 } as const;
export type KeyValueType = keyof typeof keyValueTypes;

/** The settings that decide how much memory a model takes; `context` in tokens. */
export interface MemorySettings {
  readonly context: number;
  readonly keyValueType: KeyValueType;
  readonly flashAttention: boolean;
}

/** What llama.cpp will take. Charged memory counts against the app's limit; mapped weights are clean and may be dropped. */
export interface MemoryPrediction extends MemorySettings {
  readonly keyValueBytes: number;
  readonly computeBytes: number;
  readonly outputBytes: number;
  readonly chargedBytes: number;
  readonly mappedBytes: number;
}

/** Tokens that llama.cpp computes at once. */
const MICRO_BATCH = 512;
/** llama.cpp rounds a context up to a multiple of it. */
const CELLS = 256;

const cellsOf = (context: number): number => CELLS * Math.ceil(context / CELLS);

/** The key-value cache of a context, bytes; exact for models whose layers all keep the whole context. */
export function keyValueBytes(
  { keyValueHeads, keyLength, valueLength }: ModelShape,
  contextTokens: number,
  type: KeyValueType,
): number {
  const values = keyValueHeads.reduce((sum, heads) => sum + heads * (keyLength + valueLength), 0);
  return Math.ceil(values * cellsOf(contextTokens) * keyValueTypes[type]);
}

/**
 * Weights and cache are exact for models whose layers all keep the whole context. Compute is a fit to the buffers that llama.cpp v0.4.0 logs on its CPU backend for phi3 in
 * four sizes and up to 4096 tokens: from 0 to 5 % too much. Other architectures were not measured.
 */
export function predictMemory(
  shape: SizedShape,
  weightBytes: number,
  settings: MemorySettings,
): MemoryPrediction {
  const context = cellsOf(settings.context);
  const cacheBytes = keyValueBytes(shape, context, settings.keyValueType);
  const floats = computeFloats(shape, { ...settings, context });
  const computeBytes = 4 * Math.min(MICRO_BATCH, context) * floats;
  const outputBytes = 4 * shape.vocabulary;
  return {
    ...settings,
    keyValueBytes: cacheBytes,
    computeBytes,
    outputBytes,
    chargedBytes: cacheBytes + computeBytes + outputBytes,
    mappedBytes: weightBytes,
  };
}

/** Numbers a token of the batch holds at the worst moment: while logits are made, in attention, or in the feed-forward. */
function computeFloats(shape: SizedShape, { context, flashAttention }: MemorySettings): number {
  const { hidden, heads, feedForward, vocabulary, keyLength, valueLength } = shape;
  if (flashAttention) {
    // The mask has half precision.
    return Math.max(vocabulary + 4 * hidden, hidden + 4 * feedForward) + context / 2;
  }
  const keyValueHeads = Math.max(0, ...shape.keyValueHeads.slice(0, 1));
  const projected = heads * keyLength + keyValueHeads * (keyLength + valueLength);
  return Math.max(vocabulary + 3 * hidden, 2 * hidden + projected + context * (heads + 1));
}
