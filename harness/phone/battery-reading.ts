import type { BatteryReading } from './phone.ts';

/** What `mobile: batteryInfo` answers. */
export interface BatteryInfo {
  /** 0 … 1; -1 where iOS does not report it. */
  readonly level?: number;
  /** `UIDeviceBatteryState`: 0 unknown, 1 unplugged, 2 charging, 3 full. */
  readonly state?: number;
  /** `{}` when the tunnel is lost: no error is raised then. */
  readonly advanced?: { readonly Temperature?: number };
}

const UNPLUGGED = 1;
const PLUGGED: readonly unknown[] = [2, 3];

export function batteryReading({ level, state, advanced }: BatteryInfo): BatteryReading {
  const centidegrees = advanced?.Temperature;
  return {
    percent: typeof level === 'number' && level >= 0 ? level * 100 : null,
    temperatureCelsius: typeof centidegrees === 'number' ? centidegrees / 100 : null,
    charging: state === UNPLUGGED ? false : PLUGGED.includes(state) ? true : null,
  };
}
