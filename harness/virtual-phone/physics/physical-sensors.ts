import type { Sensors } from '../../agent/ports.ts';
import { BATTERY_WATT_HOURS, drained } from './battery.ts';
import { thermalStateOf } from './heat.ts';
import { chargedBytes, jetsamLimitBytes, mappedBytes } from './memory.ts';
import type { Simulation } from './simulation.ts';

export interface PhysicalSensorsOptions {
  readonly simulation: Simulation;
  readonly bundleId: string;
  readonly version: string;
  readonly osVersion: string;
  readonly osBuild: string;
  /** Charge at the start of the launch. */
  readonly batteryPercent: number;
  /** The trial that runs now; mistakes begin at one. */
  readonly trial?: () => number;
}

/** The brightness that the bench protocol asks for, and that of a screen gone dim. */
const BRIGHTNESS = 0.25;
const DIMMED = 0.05;
const UPDATED_OS_BUILD = '23C42';
const FREE_DISK_BYTES = 64e9;
const NOT_SIMULATED = 'a virtual phone has none';

/** What the app can read of a virtual phone. */
export function physicalSensors(options: PhysicalSensorsOptions): Sensors {
  const { simulation } = options;
  const { profile, effects, launchIndex } = simulation.options;
  const { mistakes } = effects;
  const since = (trial: number | null): boolean => trial !== null && (options.trial?.() ?? 0) >= trial;
  const updated = mistakes.osUpdateAtLaunch !== null && launchIndex >= mistakes.osUpdateAtLaunch;
  return {
    memory() {
      const footprintBytes = chargedBytes(simulation.memory);
      return {
        footprintBytes,
        mappedBytes: mappedBytes(simulation.memory, profile),
        availableBytes: Math.max(0, jetsamLimitBytes(profile, effects.entitlements) - footprintBytes),
      };
    },
    memoryWarnings: () => (since(mistakes.memoryWarningAtTrial) ? 1 : 0),
    peakFootprintBytes: () => simulation.peakBytes,
    environment: () => ({
      thermalState: thermalStateOf(simulation.heat),
      lowPowerMode: since(mistakes.lowPowerModeAtTrial),
      batteryPercent: Math.round(drained(options.batteryPercent, simulation.passedSeconds)),
      charging: !effects.onBattery && !since(mistakes.unpluggedAtTrial),
      brightness: since(mistakes.dimmedAtTrial) ? DIMMED : BRIGHTNESS,
      foreground: !since(mistakes.backgroundAtTrial),
      network: 'airplane',
      freeDiskBytes: FREE_DISK_BYTES,
    }),
    identity: () => ({
      build: {
        bundleId: options.bundleId,
        version: options.version,
        configuration: mistakes.debugBuild ? 'debug' : 'release',
        entitlements: [...effects.entitlements],
        debuggerAttached: mistakes.debuggerAttached,
        compiler: null,
        sdk: null,
      },
      device: {
        model: profile.productType,
        chip: profile.chip,
        os: `iOS ${options.osVersion}`,
        osBuild: updated ? UPDATED_OS_BUILD : options.osBuild,
        memoryBytes: profile.memoryBytes,
        batteryHealthPercent: null,
        batteryCycles: null,
        batteryWattHours: BATTERY_WATT_HOURS,
        uptimeSeconds: null,
      },
      virtual: true,
      unreadable: {
        compiler: NOT_SIMULATED,
        sdk: NOT_SIMULATED,
        batteryHealthPercent: NOT_SIMULATED,
        batteryCycles: NOT_SIMULATED,
        uptimeSeconds: NOT_SIMULATED,
      },
    }),
  };
}
