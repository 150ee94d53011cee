import { greatest, least } from '../../statistics/extremes.ts';
import { longestMemoryGapUs, MOST_SAMPLE_GAP_US } from '../memory-gap.ts';
import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

const MIB = 2 ** 20;
const known = (column: readonly (number | null)[]): number[] => column.filter((bytes) => bytes !== null);
const NO_SAMPLES = 'no memory samples';
const TOO_FEW_SAMPLES = 'memory was sampled too rarely to see its peak';

export const footprintPeak: Metric = {
  id: 'footprint_peak',
  name: 'Peak charged memory',
  unit: 'MiB',
  direction: 'lower',
  needs: ['memory'],
  gate: {
    decides: true,
    marginPercent: 1,
    // 8 MB are always allowed; charged memory is nearly the same from launch to launch, so equal is equal.
    leastMargin: 8e6 / MIB,
    exact: true,
    typicalNoise: 0.001,
    worse: { verb: 'peak memory is', word: 'larger' },
  },
  worstLaunchCounts: true,
  deviceColumn: 'Peak MiB',
  role: 'gate',
  formula:
    'the larger of the highest sample and the kernel’s own peak; none where samples of the trials lie more than 250 ms apart and the kernel keeps no peak',
  source: 'what jetsam counts: phys_footprint, as Yardstick and WhisperKit read it',
  version: 2,
  compute(launch) {
    const { memory } = launch;
    const sampled = greatest(memory.footprintBytes);
    if (sampled === null) return perLaunch(null, NO_SAMPLES);
    if ((longestMemoryGapUs(launch) ?? 0) > MOST_SAMPLE_GAP_US) return perLaunch(null, TOO_FEW_SAMPLES);
    return perLaunch(Math.max(sampled, memory.kernelPeakBytes ?? 0) / MIB, NO_SAMPLES);
  },
};

export const mappedClean: Metric = {
  id: 'mapped_clean',
  name: 'Mapped memory',
  unit: 'MiB',
  direction: 'lower',
  needs: ['memory'],
  gate: null,
  role: 'dashboard',
  formula: 'highest resident clean file-mapped memory; not charged, but paging it back costs speed',
  source: 'PocketPal',
  version: 1,
  compute({ memory }) {
    const most = greatest(known(memory.mappedBytes));
    return perLaunch(most === null ? null : most / MIB, 'the host does not report mapped memory');
  },
};

export const headroomMinimum: Metric = {
  id: 'headroom_min',
  name: 'Jetsam headroom',
  unit: 'MiB',
  direction: 'higher',
  needs: ['memory'],
  gate: null,
  worstLaunchCounts: true,
  role: 'gate',
  formula: 'least memory available before the system would kill the app',
  source: 'os_proc_available_memory(), as PocketPal logs it',
  version: 1,
  compute(launch: LaunchRecord) {
    const fewest = least(known(launch.memory.availableBytes));
    return perLaunch(fewest === null ? null : fewest / MIB, 'no such limit on this device');
  },
};

export const metalAllocated: Metric = {
  id: 'metal_allocated',
  name: 'Metal allocated size',
  unit: 'MiB',
  direction: 'lower',
  needs: ['model.loaded', 'memory'],
  gate: null,
  role: 'dashboard',
  formula:
    'the highest of the device’s own counts of memory given to the GPU, after the load and in the samples; never added to the charged memory',
  source: 'PocketPal; MTLDevice.currentAllocatedSize',
  version: 2,
  compute({ load, memory }) {
    const bytes = greatest(known([...(memory.metalAllocatedBytes ?? []), load?.metalAllocatedBytes ?? null]));
    return perLaunch(bytes === null ? null : bytes / MIB, 'neither engine nor device reported it');
  },
};

export const limitEffective: Metric = {
  id: 'limit_effective',
  name: 'Effective memory limit',
  unit: 'MiB',
  direction: 'target',
  needs: ['checkpoint'],
  gate: null,
  role: 'validity',
  formula: 'footprint + available at launch; must equal what the device gives to the build’s entitlements',
  source: '96 240 704 + 3 124 984 768 B = 3072 MiB exactly, as PocketPal read it on an iPhone 13 Pro',
  version: 1,
  compute(launch) {
    const bytes = limitBytes(launch);
    return perLaunch(bytes === null ? null : bytes / MIB, 'no such limit on this device, or no checkpoint');
  },
};

/** Bytes at which the system would kill the app, as the app could read it at its launch. */
export function limitBytes({ checkpoints }: LaunchRecord): number | null {
  const launch = checkpoints.find(({ at }) => at === 'launch');
  // Nothing left means that the limit was reached or passed, and its value is no longer known.
  if (!launch?.availableBytes) return null;
  return launch.footprintBytes + launch.availableBytes;
}
