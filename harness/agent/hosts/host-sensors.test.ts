import { expect, test } from 'vitest';
import { hostSensors, memoryIn } from './host-sensors.ts';

test('Linux: anonymous pages are the footprint, file pages are mapped', () => {
  const status = 'VmRSS:\t    9000 kB\nRssAnon:\t    6000 kB\nRssFile:\t    3000 kB\nRssShmem:\t 0 kB\n';
  expect(memoryIn(status, 1)).toEqual({
    footprintBytes: 6000 * 1024,
    mappedBytes: 3000 * 1024,
    availableBytes: null,
  });
});

test('a kernel that does not report the parts gives the sum, never a footprint of 0', () => {
  expect(memoryIn('VmRSS:\t    9000 kB\n', 9_216_000)).toEqual({
    footprintBytes: 9_216_000,
    mappedBytes: null,
    availableBytes: null,
  });
});

test('this process has a footprint', () => {
  expect(hostSensors('1').memory().footprintBytes).toBeGreaterThan(1e6);
});
