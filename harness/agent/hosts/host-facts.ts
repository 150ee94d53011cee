import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import type { ThermalState } from '../../protocol/event.ts';
import type { EnvironmentReading } from '../ports.ts';

/** Facts that decide whether a host is fit to measure; null where it cannot be read. */
export type HostFacts = Pick<
  EnvironmentReading,
  'thermalState' | 'lowPowerMode' | 'batteryPercent' | 'charging' | 'loadAverage' | 'cpuFrequencyRatio'
>;

const LIMIT_MS = 2000;

/** Reads them anew; starts programs on macOS, so it is for outside of measured windows. */
export function readHostFacts(): HostFacts {
  const load = process.platform === 'win32' ? null : (loadavg()[0] ?? null);
  if (process.platform === 'darwin') return { ...macFacts(said), loadAverage: load };
  return { ...linuxFacts(contentOf, entriesOf), thermalState: null, lowPowerMode: null, loadAverage: load };
}

const said = (program: string, args: readonly string[]): string | null => {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      timeout: LIMIT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
};

const contentOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
};

const entriesOf = (path: string): string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};

/** `OSThermalPressureLevel` of macOS, from nominal to sleeping, as the four states of `NSProcessInfo`. */
const pressures: readonly ThermalState[] = ['nominal', 'fair', 'serious', 'critical', 'critical'];

/** macOS: the thermal pressure level, pmset's battery and its speed limit. */
export function macFacts(
  ask: (program: string, args: readonly string[]) => string | null,
): Omit<HostFacts, 'loadAverage'> {
  const pressure = ask('notifyutil', ['-g', 'com.apple.system.thermalpressurelevel']);
  const battery = ask('pmset', ['-g', 'batt']) ?? '';
  const level = /(\d)\s*$/.exec(pressure?.trim() ?? '')?.[1];
  const limit = /CPU_Speed_Limit\s*=\s*(\d+)/.exec(ask('pmset', ['-g', 'therm']) ?? '')?.[1];
  const percent = /(\d+)%/.exec(battery)?.[1];
  const mode = /lowpowermode\s+(\d)/.exec(ask('pmset', ['-g']) ?? '')?.[1];
  return {
    thermalState: level === undefined ? null : (pressures[Number(level)] ?? null),
    lowPowerMode: mode === undefined ? null : mode === '1',
    batteryPercent: percent === undefined ? null : Number(percent),
    charging: percent === undefined ? null : battery.includes("'AC Power'"),
    cpuFrequencyRatio: limit === undefined ? null : Number(limit) / 100,
  };
}

const POWER = '/sys/class/power_supply';
const FREQUENCY = '/sys/devices/system/cpu/cpu0/cpufreq';

/** Linux: frequency against its maximum, and the first battery. A virtual machine usually shows neither. */
export function linuxFacts(
  content: (path: string) => string | null,
  entries: (path: string) => string[],
): Pick<HostFacts, 'batteryPercent' | 'charging' | 'cpuFrequencyRatio'> {
  const now = numberIn(content(`${FREQUENCY}/scaling_cur_freq`));
  const most = numberIn(content(`${FREQUENCY}/cpuinfo_max_freq`));
  const battery = entries(POWER).find((name) => content(`${POWER}/${name}/type`) === 'Battery');
  const status = battery ? content(`${POWER}/${battery}/status`) : null;
  return {
    batteryPercent: battery ? numberIn(content(`${POWER}/${battery}/capacity`)) : null,
    charging: status === null ? null : status !== 'Discharging',
    cpuFrequencyRatio: now === null || most === null || most <= 0 ? null : now / most,
  };
}

function numberIn(text: string | null): number | null {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
