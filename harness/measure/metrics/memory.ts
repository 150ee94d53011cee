import type { LaunchRecord } from '../result.ts';
import { type Metric, perLaunch } from './metric.ts';

const MIB = 2 ** 20;
const NO_SAMPLES = 'no memory samples';

export const footprintPeak: Metric = {
  id: 'footprint_peak',
  name: 'Peak charged memory',
  unit: 'MiB',
  direction: 'lower',
  needs: ['memory'],
  defaultMarginPercent: 1,
  role: 'gate',
  formula: 'the larger of the highest sample (≤ 100 ms apart) and the kernel’s own peak',
  compute({ memory }) {
    const peak = largest([...memory.footprintBytes, memory.kernelPeakBytes ?? 0]);
    return perLaunch(memory.footprintBytes.length > 0 ? peak / MIB : null, NO_SAMPLES);
  },
};

export const mappedClean: Metric = {
  id: 'mapped_clean',
  name: 'Mapped memory',
  unit: 'MiB',
  direction: 'lower',
  needs: ['memory'],
  defaultMarginPercent: null,
  role: 'dashboard',
  formula: 'highest resident clean file-mapped memory; not charged, but paging it back costs speed',
  compute({ memory }) {
    const values = memory.mappedBytes.flatMap((bytes) => bytes ?? []);
    return perLaunch(
      values.length > 0 ? largest(values) / MIB : null,
      'the host does not tell mapped memory',
    );
  },
};

export const headroomMinimum: Metric = {
  id: 'headroom_min',
  name: 'Jetsam headroom',
  unit: 'MiB',
  direction: 'higher',
  needs: ['memory'],
  defaultMarginPercent: null,
  role: 'dashboard',
  formula: 'least memory available before the system would kill the app',
  compute(launch: LaunchRecord) {
    const values = launch.memory.availableBytes.flatMap((bytes) => bytes ?? []);
    return perLaunch(
      values.length > 0 ? -largest(values.map((bytes) => -bytes)) / MIB : null,
      'no such limit on this device',
    );
  },
};

/** Math.max over a spread would overflow the stack on a long soak. */
const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
