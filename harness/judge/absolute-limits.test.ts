import { expect, test } from 'vitest';
import { simulatedRunLogs } from '../app/simulated-run.fixture.ts';
import type { Manifest } from '../experiment/manifest.ts';
import { deriveLogs } from './derive.ts';

/** Decodes 10 tok/s and takes 954 MiB on a phone of model iPhone15,4. */
const verdictWith = (extra: Partial<Manifest>) =>
  deriveLogs(simulatedRunLogs({ speeds: { baseline: 10, candidate: 10 }, extra })).verdict;

test('a bound that the candidate breaks is NO-GO, however equal the builds are', () => {
  expect(verdictWith({ limits: [{ metric: 'footprint_peak', atMost: 900 }] })).toMatchObject({
    verdict: 'NO-GO',
    headline: 'iPhone one: Peak charged memory is 954 MiB in quick; at most 900 MiB is allowed',
  });
  expect(verdictWith({ limits: [{ metric: 'decode_rate', atLeast: 12 }] }).verdict).toBe('NO-GO');
});

test('a bound that is kept, or is another phone’s or suite’s, stops nothing', () => {
  expect(
    verdictWith({
      limits: [
        { metric: 'footprint_peak', atMost: 1000 },
        { metric: 'footprint_peak', atMost: 100, deviceModel: 'iPhone18,1' },
        { metric: 'footprint_peak', atMost: 100, suite: 'context' },
      ],
    }).verdict,
  ).toBe('GO');
});

test('a bound of which nothing is known never passes', () => {
  expect(verdictWith({ limits: [{ metric: 'headroom_min', atLeast: 100 }] })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('Jetsam headroom: no value to hold against its limit'),
  });
});

test('a metric that an older plan names otherwise is unknown, and never passes: as a rule and as a bound', () => {
  const known = { metric: 'footprint_peak', marginPercent: 1 };
  expect(verdictWith({ gate: [known, { metric: 'decode_speed', marginPercent: 2 }] })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: 'Cannot tell: decode_speed: no comparable value',
  });
  expect(verdictWith({ gate: [known, { metric: 'decode_speed', decides: false }] }).verdict).toBe('GO');
  expect(verdictWith({ gate: [known, { metric: 'decode_speed', suite: 'context' }] }).verdict).toBe('GO');
  expect(verdictWith({ limits: [{ metric: 'decode_speed', atLeast: 1 }] })).toMatchObject({
    verdict: 'INCONCLUSIVE',
    headline: expect.stringContaining('decode_speed has a limit'),
  });
});

test('a required phone that was not planned leaves no pass', () => {
  expect(verdictWith({ requiredPhones: ['iPhone15,4'] }).verdict).toBe('GO');
  expect(verdictWith({ requiredPhones: ['iPhone15,4', 'iPhone18,1'] })).toMatchObject({
    verdict: 'INVALID',
    headline: expect.stringContaining('iPhone18,1 is required by the gate and was not planned'),
  });
});
