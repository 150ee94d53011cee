import { CHARGE_LIMIT_PERCENT, charged, drained } from '../physics/battery.ts';
import { coldPhone, cool, type HeatState } from '../physics/heat.ts';

/** Time, heat and charge of a phone at one moment of its virtual life. */
export interface Vitals {
  readonly timeUs: number;
  readonly heat: HeatState;
  readonly batteryPercent: number;
}

export const freshPhone: Vitals = { timeUs: 0, heat: coldPhone, batteryPercent: CHARGE_LIMIT_PERCENT };

/** The phone after idling until `timeUs`; unchanged when that is past. */
export function idleUntil(vitals: Vitals, timeUs: number): Vitals {
  const seconds = Math.max(0, timeUs - vitals.timeUs) / 1e6;
  return {
    timeUs: Math.max(vitals.timeUs, timeUs),
    heat: cool(vitals.heat, seconds),
    batteryPercent: charged(vitals.batteryPercent, seconds),
  };
}

/** The phone `elapsedUs` after the launch that began at `start`, as hot as the app's process says. */
export function computedFor(start: Vitals, elapsedUs: number, heat: HeatState): Vitals {
  return {
    timeUs: start.timeUs + elapsedUs,
    heat,
    batteryPercent: drained(start.batteryPercent, elapsedUs / 1e6),
  };
}
