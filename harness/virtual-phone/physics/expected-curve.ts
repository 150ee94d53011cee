import { coldPhone, heat, SOAK_SECONDS, speedFactor } from './heat.ts';
import { noEffects, type PlantedEffects } from './planted-effects.ts';
import type { Profile } from './profiles.ts';
import { decodeSeconds } from './speed.ts';

/** What a perfect analysis of a soak from cold must find, by the definitions of burst, plateau, retention and onset. */
export interface ExpectedCurve {
  readonly burstTokensPerSecond: number;
  readonly plateauTokensPerSecond: number;
  /** Plateau ÷ burst. */
  readonly retention: number;
  readonly onsetSeconds: number;
}

/** The plateau is the median of this many last seconds. */
const PLATEAU_SECONDS = 120;

/** The planted truth at a given context depth. @param seconds of load, at least 300 */
export function expectedCurve(
  profile: Profile,
  effects: PlantedEffects = noEffects,
  contextTokens = 0,
  seconds = SOAK_SECONDS,
): ExpectedCurve {
  const burst = 1 / decodeSeconds(profile, contextTokens, effects);
  // Speed only falls, so the median over a window is the speed in its middle.
  const plateauHeat = heat(coldPhone, seconds - PLATEAU_SECONDS / 2, profile);
  const retention = speedFactor(plateauHeat, profile, effects);
  return {
    burstTokensPerSecond: burst,
    plateauTokensPerSecond: burst * retention,
    retention,
    onsetSeconds: profile.burstSeconds,
  };
}
