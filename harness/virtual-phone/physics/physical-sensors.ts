import type { Sensors } from '../../agent/ports.ts';
import { drained } from './battery.ts';
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
}

/** The brightness that the bench protocol asks for. */
const BRIGHTNESS = 0.25;
const FREE_DISK_BYTES = 64e9;

/** What the app can read of a virtual phone. */
export function physicalSensors(options: PhysicalSensorsOptions): Sensors {
  const { simulation } = options;
  const { profile, clock } = simulation.options;
  return {
    memory() {
      const footprintBytes = chargedBytes(simulation.memory);
      return {
        footprintBytes,
        mappedBytes: mappedBytes(simulation.memory, profile),
        availableBytes: Math.max(0, jetsamLimitBytes(profile) - footprintBytes),
      };
    },
    peakFootprintBytes: () => simulation.peakBytes,
    environment: () => ({
      thermalState: thermalStateOf(simulation.heat),
      lowPowerMode: false,
      batteryPercent: Math.round(drained(options.batteryPercent, clock.nowUs() / 1e6)),
      charging: true,
      brightness: BRIGHTNESS,
      freeDiskBytes: FREE_DISK_BYTES,
    }),
    identity: () => ({
      build: {
        bundleId: options.bundleId,
        version: options.version,
        configuration: 'release',
        entitlements: [],
      },
      device: {
        model: profile.productType,
        chip: profile.chip,
        os: `iOS ${options.osVersion}`,
        osBuild: options.osBuild,
        memoryBytes: profile.memoryBytes,
      },
      virtual: true,
    }),
  };
}
