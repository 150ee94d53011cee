import { least } from '../../statistics/extremes.ts';
import type { LaunchRecord } from '../result.ts';
import type { LaunchCheck } from './check.ts';

/** No process that holds a model is this small: such a number is of another unit. */
export const LEAST_FOOTPRINT_BYTES = 2 ** 18;

/** An app that tells its memory in MiB would else be a build whose peak improved by 99.9999 %. */
export const byteUnitCheck: LaunchCheck = {
  code: 'byte-unit',
  rule: 'memory is in bytes: no footprint of a process that holds a model is below a quarter of a MiB',
  effect: 'excludes',
  find(launch) {
    // The least of all: which others a thinned log kept is chance.
    const smallest = least(footprintsOf(launch));
    if (smallest === null || smallest >= LEAST_FOOTPRINT_BYTES) return null;
    return `a footprint of ${smallest} bytes is of another unit, or of no process`;
  },
};

const footprintsOf = ({ memory, checkpoints }: LaunchRecord): readonly number[] => [
  ...memory.footprintBytes,
  ...checkpoints.map(({ footprintBytes }) => footprintBytes),
  ...(memory.kernelPeakBytes === null ? [] : [memory.kernelPeakBytes]),
];
