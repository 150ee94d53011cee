import { cacheBytes, type MemorySettings, stateBytes } from './cache-bytes.ts';
import { computeBytes } from './compute-bytes.ts';
import type { DecoderFacts } from './decoder-facts.ts';
import { decoderGraph } from './decoder-graph.ts';
import { gemma3nGraph } from './gemma3n-graph.ts';

/** What llama.cpp will take. Charged memory counts against the app's limit; mapped weights are clean and may be dropped. */
export interface MemoryPrediction extends MemorySettings {
  readonly keyValueBytes: number;
  /** Of recurrent layers. */
  readonly stateBytes: number;
  readonly computeBytes: number;
  readonly outputBytes: number;
  readonly chargedBytes: number;
  readonly mappedBytes: number;
}

/**
 * The memory of a model under llama.cpp v0.4.0, by its own rules: caches as it lays them out, and its computation through its allocator.
 */
export function predictMemory(
  facts: DecoderFacts,
  weightBytes: number,
  settings: MemorySettings,
): MemoryPrediction {
  const parts = {
    keyValueBytes: cacheBytes(facts, settings),
    stateBytes: stateBytes(facts, settings.sequences),
    computeBytes: computeBytes(graphOf(facts, settings)),
    outputBytes: 4 * facts.vocabulary * (settings.sequences ?? 1),
  };
  const chargedBytes = parts.keyValueBytes + parts.stateBytes + parts.computeBytes + parts.outputBytes;
  return { ...settings, ...parts, chargedBytes, mappedBytes: weightBytes };
}

const graphOf = (facts: DecoderFacts, settings: MemorySettings) =>
  facts.architecture === 'gemma3n' ? gemma3nGraph(facts, settings) : decoderGraph(facts, settings);
