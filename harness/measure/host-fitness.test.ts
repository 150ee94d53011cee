import { expect, test } from 'vitest';
import { hostBusy, hostRatio } from './host-fitness.ts';

const probes = (start: number, end: number, coldUs: number | null) => [
  { at: 'start' as const, durationUs: start, coldUs },
  { at: 'end' as const, durationUs: end, coldUs },
];

test.each([
  ['quiet before and after', probes(101, 104, 100), null],
  ['a neighbour that came later', probes(101, 130, 100), /1\.30 times/],
  ['a neighbour from the start', probes(150, 101, 100), /1\.50 times/],
  ['no cold time yet: the faster one stands in for it', probes(100, 125, null), /1\.25 times/],
  ['a cold time that was slower than now', probes(90, 92, 100), null],
  ['the host was never probed', [], null],
])('%s', (_, seen, message) => {
  const said = hostBusy(seen);
  if (message === null) expect(said).toBeNull();
  else expect(said).toMatch(message);
});

test('exactly 1.10 is still fit', () => {
  expect(hostRatio(probes(100, 110, 100))).toBeCloseTo(1.1);
  expect(hostBusy(probes(100, 110, 100))).toBeNull();
});
