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

/** Seconds from opening the model file to ready, page cache cold. */
export function loadSeconds(profile: Profile, effects: PlantedEffects = noEffects): number {
  return LOAD_SETUP_SECONDS + effects.weightsBytes / (profile.flashGBps * 1e9);
}

/**
 * Prefill is bound by compute and throttles harder than decode, which is bound by memory: the decode factor to this
 * power. A fanless laptop kept 67 % against 86 % (power 2.6); a phone's decode falls so deep that less is assumed.
 */
const PREFILL_THROTTLE_POWER = 1.3;

export const prefillFactor = (decodeFactor: number): number => decodeFactor ** PREFILL_THROTTLE_POWER;
