import { INCREASED_MEMORY_LIMIT } from '../../protocol/entitlements.ts';
import type { PlantedEffects } from './planted-effects.ts';
import { type Profile, representedModel } from './profiles.ts';

const MIB = 2 ** 20;
/** Code, heap and frameworks of the app itself. */
const APP_MIB = 120;
/** Compute buffers at llama.cpp's default batch of 512 tokens; they grow with the batch. */
const COMPUTE_MIB_PER_BATCH_TOKEN = 0.4;
const COMPUTE_BASE_MIB = 40;
/** Read buffers that exist only while a model loads. */
const LOAD_SPIKE_MIB = 96;
/** Pages of an A-series chip. */
const PAGE_BYTES = 16 * 1024;
/** Share of the RAM that iOS and other apps keep. */
const SYSTEM_SHARE = 0.25;

/** How far the model is: nothing, loading, or ready. */
export type ModelPhase = 'absent' | 'loading' | 'ready';

/** What a launch's memory depends on. */
export interface MemoryDemand {
  readonly phase: ModelPhase;
  /** Tokens that the key-value cache has room for. */
  readonly contextTokens: number;
  readonly batchTokens: number;
  readonly effects: PlantedEffects;
  /** What the app has taken and will not give back. */
  readonly leakedMiB: number;
}

/**
 * Memory that counts towards the jetsam limit, bytes. Weights are mapped and clean, so they are not in it; llama.cpp
 * reserves the whole key-value cache when it opens the context.
 */
export function chargedBytes(demand: MemoryDemand): number {
  const { effects } = demand;
  const planted = effects.extraFootprintMiB + demand.leakedMiB;
  const compute = COMPUTE_BASE_MIB + COMPUTE_MIB_PER_BATCH_TOKEN * demand.batchTokens;
  const cache = (representedModel.keyValueBytesPerToken * demand.contextTokens) / MIB;
  const model = demand.phase === 'absent' ? 0 : compute + cache;
  const spike = demand.phase === 'loading' ? LOAD_SPIKE_MIB : 0;
  return toPages((APP_MIB + planted + model + spike) * MIB);
}

const toPages = (bytes: number): number => Math.max(PAGE_BYTES, Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES);

/** Clean file-mapped weights, bytes; what does not fit beside the charged memory stays on flash. */
export function mappedBytes(demand: MemoryDemand, profile: Profile): number {
  if (demand.phase === 'absent') return 0;
  const room = profile.memoryBytes * (1 - SYSTEM_SHARE) - chargedBytes(demand);
  return toPages(Math.max(0, Math.min(demand.effects.weightsBytes, room)));
}

/** Jetsam limit of an app signed with these entitlements, bytes. */
export const jetsamLimitBytes = (profile: Profile, entitlements: readonly string[] = []): number =>
  (entitlements.includes(INCREASED_MEMORY_LIMIT) ? profile.jetsamMiB.entitled : profile.jetsamMiB.standard) *
  MIB;

/** Seconds each token waits for weights that were evicted: the speed collapses where charged memory would have killed. */
export function pagingSeconds(demand: MemoryDemand, profile: Profile): number {
  const missing = demand.effects.weightsBytes - mappedBytes(demand, profile);
  return demand.phase === 'ready' && missing > 0 ? missing / (profile.flashGBps * 1e9) : 0;
}
