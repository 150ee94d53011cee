import { CHARGE_LIMIT_PERCENT, charged, drained } from '../physics/battery.ts';
import { coldPhone, cool, type HeatState } from '../physics/heat.ts';

/** Time, heat and charge of a phone at one moment of its virtual life. */
export interface PhoneState {
  readonly timeUs: number;
  readonly heat: HeatState;
  readonly batteryPercent: number;
}

export const freshPhoneState: PhoneState = {
  timeUs: 0,
  heat: coldPhone,
  batteryPercent: CHARGE_LIMIT_PERCENT,
};

/** The phone after idling until `timeUs`; unchanged when that is past. */
export function idleUntil(state: PhoneState, timeUs: number): PhoneState {
  const seconds = Math.max(0, timeUs - state.timeUs) / 1e6;
  return {
    timeUs: Math.max(state.timeUs, timeUs),
    heat: cool(state.heat, seconds),
    batteryPercent: charged(state.batteryPercent, seconds),
  };
}

/** The phone `elapsedUs` after the launch that began at `start`, as hot as the app's process says. */
export function computedFor(start: PhoneState, elapsedUs: number, heat: HeatState): PhoneState {
  return {
    timeUs: start.timeUs + elapsedUs,
    heat,
    batteryPercent: drained(start.batteryPercent, elapsedUs / 1e6),
  };
}
