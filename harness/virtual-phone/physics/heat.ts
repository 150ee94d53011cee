import type { ThermalState } from '../../protocol/event.ts';
import { noEffects, type PlantedEffects } from './planted-effects.ts';
import type { Profile } from './profiles.ts';

/** Everything that is hot in a phone. Immutable; `heat` and `cool` give the next state. */
export interface HeatState {
  /** Seconds of the full-speed budget that are used up. */
  readonly burstUsed: number;
  /** The two parts of throttling, each from 0 to 1. */
  readonly fast: number;
  readonly slow: number;
  /** Warmth beside the chip and of the whole phone, each from 0 to 1; the battery feels both. */
  readonly chip: number;
  readonly body: number;
}

export const coldPhone: HeatState = { burstUsed: 0, fast: 0, slow: 0, chip: 0, body: 0 };

/** Retention in `profiles.ts` is stated at this much load. */
export const SOAK_SECONDS = 600;
/** Published GPU curves fall to about 50 % fast and to 42–47 % slowly: the fast part is most of the depth. */
const FAST_SHARE = 0.88;
/** A governor lets go within a minute once the chip is cold; the body takes minutes. */
const RECOVERY_TAU = 30;
const CHIP_TAU = 30;
const BODY_TAU = 180;
const AMBIENT_CELSIUS = 25;
const CHIP_RISE_CELSIUS = 6;
const BODY_RISE_CELSIUS = 14;
/**
 * The reported state follows the body: 50 % is reached after 125 s of load, later than any profile's onset.
 * That is the lag of real phones, whose speed has fallen while the state still reads nominal.
 */
const FAIR = 0.5;
const SERIOUS = 0.8;
const CRITICAL = 0.995;

/** The state after `seconds` of full load. */
export function heat(state: HeatState, seconds: number, profile: Profile): HeatState {
  const burst = Math.min(seconds, Math.max(0, profile.burstSeconds - state.burstUsed));
  const throttled = seconds - burst;
  return {
    burstUsed: state.burstUsed + burst,
    fast: throttled > 0 ? rise(state.fast, throttled, profile.fastTauSeconds) : state.fast,
    slow: throttled > 0 ? rise(state.slow, throttled, profile.slowTauSeconds) : state.slow,
    chip: rise(state.chip, seconds, CHIP_TAU),
    body: rise(state.body, seconds, BODY_TAU),
  };
}

/** The state after `seconds` without load. */
export function cool(state: HeatState, seconds: number): HeatState {
  const recovered = Math.exp(-seconds / RECOVERY_TAU);
  return {
    burstUsed: state.burstUsed * recovered,
    fast: state.fast * recovered,
    slow: state.slow * recovered,
    chip: state.chip * Math.exp(-seconds / CHIP_TAU),
    body: state.body * Math.exp(-seconds / BODY_TAU),
  };
}

const rise = (level: number, seconds: number, tau: number): number =>
  1 - (1 - level) * Math.exp(-seconds / tau);

/** Decode speed now ÷ speed when cold. */
export function speedFactor(state: HeatState, profile: Profile, effects: PlantedEffects = noEffects): number {
  return 1 - fullDepth(profile, effects) * (FAST_SHARE * state.fast + (1 - FAST_SHARE) * state.slow);
}

/** Depth of throttling after endless load, such that the profile's retention is met after 600 s. */
function fullDepth(profile: Profile, effects: PlantedEffects): number {
  const throttled = SOAK_SECONDS - profile.burstSeconds;
  const reached =
    FAST_SHARE * rise(0, throttled, profile.fastTauSeconds) +
    (1 - FAST_SHARE) * rise(0, throttled, profile.slowTauSeconds);
  return (1 - profile.retention + effects.throttleHarder / 100) / reached;
}

/** What the phone reports; it lags behind the speed. */
export function thermalStateOf(state: HeatState): ThermalState {
  if (state.body >= CRITICAL) return 'critical';
  if (state.body >= SERIOUS) return 'serious';
  return state.body >= FAIR ? 'fair' : 'nominal';
}

/** Battery temperature as the diagnostics service reports it, °C. */
export function batteryCelsius(state: HeatState): number {
  return AMBIENT_CELSIUS + CHIP_RISE_CELSIUS * state.chip + BODY_RISE_CELSIUS * state.body;
}
