import { LEAST_FOOTPRINT_BYTES } from '../../measure/checks/byte-unit.ts';
import type { Rule } from './rule.ts';

export const byteUnit: Rule = {
  id: 'byte-unit',
  says: 'memory is in bytes: no footprint of a process is below a quarter of a MiB',
  check(launch) {
    const [first] = launch
      .of('checkpoint')
      .filter(({ event }) => event.footprintBytes < LEAST_FOOTPRINT_BYTES);
    const [sampled] = launch
      .of('memory')
      .filter(({ event }) => event.footprintBytes.some((each) => each < LEAST_FOOTPRINT_BYTES));
    if (launch.of('checkpoint').length === 0 && launch.of('memory').length === 0) return null;
    return [first, sampled].flatMap((found) =>
      found ? [{ line: found.line, words: 'footprintBytes is below a quarter of a MiB' }] : [],
    );
  },
};
