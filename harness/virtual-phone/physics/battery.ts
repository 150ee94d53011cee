/** Published soaks used 5 % in 600 s; a lab phone on USB gets it back when idle, up to its charge limit. */
const DRAIN_PERCENT_PER_SECOND = 5 / 600;
const CHARGE_PERCENT_PER_SECOND = 5 / 600;
/** A round figure for phones of these generations. */
export const BATTERY_WATT_HOURS = 13;
export const CHARGE_LIMIT_PERCENT = 80;

/** Charge after so many seconds of load, per cent. */
export const drained = (percent: number, seconds: number): number =>
  Math.max(1, percent - seconds * DRAIN_PERCENT_PER_SECOND);

/** Charge after so many idle seconds on the cable, per cent. */
export const charged = (percent: number, seconds: number): number =>
  Math.max(percent, Math.min(CHARGE_LIMIT_PERCENT, percent + seconds * CHARGE_PERCENT_PER_SECOND));
