import { noEffects, type PlantedEffects } from './planted-effects.ts';
import type { Profile } from './profiles.ts';

/** Seconds that one token takes on a cold phone with `contextTokens` before it: the weights once, and the cache. */
export function decodeSeconds(
  profile: Profile,
  contextTokens: number,
  effects: PlantedEffects = noEffects,
): number {
  const weights = effects.weightsBytes / (profile.bandwidthGBps * 1e9);
  const seconds = weights + contextTokens * profile.contextSlopeUs * 1e-6;
  return seconds / (1 - effects.decodeSlowdownPercent / 100);
}

/** Dispatch, tokenizing and sampling that the first token costs beside prefill. */
const FIRST_TOKEN_SECONDS = 0.03;

/** Seconds from the prompt's submission to the first token on a cold phone. */
export function prefillSeconds(
  profile: Profile,
  promptTokens: number,
  effects: PlantedEffects = noEffects,
): number {
  const seconds = FIRST_TOKEN_SECONDS + promptTokens / profile.prefillTokensPerSecond;
  return seconds / (1 - effects.prefillSlowdownPercent / 100);
}

/** Setting up buffers and compiling kernels, beside reading the file. */
const LOAD_SETUP_SECONDS = 0.4;

/** Pages that are still in memory from a load before are not read again; some always are. */
const WARM_READ_SHARE = 0.3;

/** Seconds from opening the model file to ready. @param cold nothing of the file is in the page cache */
export function loadSeconds(profile: Profile, cold = true, effects: PlantedEffects = noEffects): number {
  const read = effects.weightsBytes / (profile.flashGBps * 1e9);
  return LOAD_SETUP_SECONDS + (cold ? read : read * WARM_READ_SHARE);
}

/** Shaders are compiled in the first generation after a cold load: published 13.5 against 25.4 tok/s. */
export const FIRST_RUN_FACTOR = 1.88;

/** A chunk without text, stamped before anything was computed. */
export const EMPTY_CHUNK_SECONDS = 0.001;

/** The micro-workload on a cold phone. */
export const PROBE_SECONDS = 0.25;

/**
 * Prefill is bound by compute and throttles harder than decode, which is bound by memory: the decode factor to this
 * power. A fanless laptop kept 67 % against 86 % (power 2.6); a phone's decode falls so deep that less is assumed.
 */
const PREFILL_THROTTLE_POWER = 1.3;

/** What is left of prefill's speed where so much is left of decoding's. */
export const prefillFactor = (decodeFactor: number): number => decodeFactor ** PREFILL_THROTTLE_POWER;
