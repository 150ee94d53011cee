import type { DecoderFacts, LayerFacts } from './decoder-facts.ts';

/** Bytes a value of the key-value cache takes, by type (blocks of 32 with a half-precision scale, and another one for a minimum). */
export const keyValueTypes = {
  f16: 2,
  q8_0: 34 / 32,
  q4_0: 18 / 32,
  f32: 4,
  bf16: 2,
  q5_0: 22 / 32,
  q5_1: 24 / 32,
  q4_1: 20 / 32,
  iq4_nl: 18 / 32,
} as const;
export type KeyValueType = keyof typeof keyValueTypes;

export const isQuantised = (type: KeyValueType): boolean => keyValueTypes[type] < 2;

/** The settings that decide how much memory a model takes. */
export interface MemorySettings {
  /** Tokens of all sequences together. */
  readonly context: number;
  /** Of keys, and of values where `valueType` does not say otherwise. */
  readonly keyValueType: KeyValueType;
  readonly valueType?: KeyValueType;
  readonly flashAttention: boolean;
  /** Sequences that are computed side by side; 1 where it is not said. */
  readonly sequences?: number;
  /** Whether they share one cache (llama.cpp's `kv_unified`); each has its own otherwise. */
  readonly unified?: boolean;
  /** Tokens that are computed at once; 512 where it is not said. */
  readonly batch?: number;
}

/** llama.cpp rounds contexts and windows up to a multiple of it. */
const CELLS = 256;
const padded = (tokens: number): number => CELLS * Math.ceil(tokens / CELLS);

const DEFAULT_BATCH = 512;

/** The sizes that llama.cpp makes of the settings: cells of a cache, by sequence where each has its own. */
export interface Cells {
  readonly streams: number;
  /** Of layers that look back over the whole context. */
  readonly whole: number;
  /** Tokens computed at once, as many of each sequence. */
  readonly batch: number;
  /** Tokens of a batch whose logits are wanted. */
  readonly outputs: number;
  windowed(window: number): number;
}

export function cellsOf(settings: MemorySettings): Cells {
  const sequences = settings.sequences ?? 1;
  const streams = settings.unified === false ? sequences : 1;
  const whole = padded(padded(settings.context) / streams);
  const outputs = Math.min(settings.batch ?? DEFAULT_BATCH, settings.context);
  const shared = streams === 1 ? sequences : 1;
  return {
    streams,
    whole,
    batch: sequences * Math.ceil(outputs / sequences),
    outputs,
    windowed: (window) => padded(Math.min(whole, window * shared + outputs)),
  };
}

/** Cells of one layer's cache. */
export const cellsOfLayer = (cells: Cells, { window }: LayerFacts): number =>
  window === null ? cells.whole : cells.windowed(window);

/** The caches of all layers, bytes, exact. */
export function cacheBytes(facts: DecoderFacts, settings: MemorySettings): number {
  const cells = cellsOf(settings);
  const own = facts.layers.filter(({ cache }) => cache === 'own');
  const widest = Math.max(0, ...own.map(({ keyValueHeads, valueLength }) => keyValueHeads * valueLength));
  const ofKey = keyValueTypes[settings.keyValueType];
  const ofValue = keyValueTypes[settings.valueType ?? settings.keyValueType];
  const bytes = own.reduce((sum, layer) => {
    const { keyValueHeads, keyLength, valueLength } = layer;
    // The compressed key stands for the value; and values that lie column by column are as wide in every layer.
    const valueWidth = facts.latent ? 0 : settings.flashAttention ? keyValueHeads * valueLength : widest;
    return sum + (keyValueHeads * keyLength * ofKey + valueWidth * ofValue) * cellsOfLayer(cells, layer);
  }, 0);
  return Math.ceil(bytes * cells.streams);
}

/** What recurrent layers keep, bytes, exact. */
export function stateBytes(facts: DecoderFacts, sequences = 1): number {
  const numbers = facts.layers.reduce(
    (sum, { state }) => sum + (state ? state.convolution + state.recurrence : 0),
    0,
  );
  return 4 * numbers * sequences;
}
